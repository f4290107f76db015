"""The stand-in tenant misbehaves as the product does (platform-verified §a, §b)."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from docker.models.containers import Container

from tests.lab.service_lab import SECRET, ServiceLab, says, service_lab
from tests.lab.store_lab import Upload, log, wait_until

pytestmark = pytest.mark.e2e
QUIET = {
    "Serilog__MinimumLevel__Override__Sorcha.Tenant.Service.Data": "Error",
    "Logging__LogLevel__Sorcha.Tenant.Service.Data": "Error",
}
FAILURE = "Failed to initialize database. Service may not function correctly."


@pytest.fixture(scope="module")
def lab() -> Iterator[ServiceLab]:
    with service_lab() as lab:
        yield lab


@pytest.fixture(scope="module")
def database(lab: ServiceLab) -> str:
    return lab.database()


@pytest.fixture(scope="module")
def tenant(lab: ServiceLab, database: str) -> Container:
    container = lab.tenant(database)
    lab.answers(container, "/health")
    return container


def token(lab: ServiceLab, tenant: Container, **form: str) -> httpx.Response:
    return lab.post(tenant, "/api/service-auth/token", data={"grant_type": "client_credentials", **form})


@pytest.mark.usefixtures("tenant")
def test_it_seeds_what_the_contract_lists(lab: ServiceLab, database: str) -> None:
    rows = lab.sql(
        database,
        'SELECT "Id", "ClientId", length("ClientSecretEncrypted"), array_to_string("Scopes", \' \')'
        ' FROM public."ServicePrincipals" ORDER BY "Id"',
    ).splitlines()
    assert len(rows) == 6
    assert rows[4] == (
        "00000000-0000-0000-0002-000000000005|validator-service|32|"
        "validator:read validator:write wallets:sign registers:read"
    )
    assert lab.sql(database, 'SELECT count(*) FROM public."__EFMigrationsHistory"') == "2"


def test_each_secret_is_logged_by_two_loggers(lab: ServiceLab, tenant: Container, database: str) -> None:
    output = log(tenant)
    secrets = [line.split()[-1] for line in output.splitlines() if "Client Secret:" in line]
    assert len(secrets) == 12
    assert set(Counter(secrets).values()) == {2}
    hashes = lab.sql(
        database, 'SELECT encode("ClientSecretEncrypted", \'hex\') FROM public."ServicePrincipals"'
    )
    assert {hashlib.sha256(secret.encode()).hexdigest() for secret in secrets} == set(hashes.split())
    assert output.count("Password: Dev_Pass_2025!") == 2


@pytest.mark.parametrize(("settings", "count"), [(QUIET, 0), (dict([*QUIET.items()][:1]), 1)])
def test_only_both_levels_keep_the_secrets_out_of_the_log(
    lab: ServiceLab, settings: dict[str, str], count: int
) -> None:
    quiet = lab.tenant(lab.database(), settings, alias="quiet")
    lab.answers(quiet, "/health")
    assert log(quiet).count("Password: Dev_Pass_2025!") == count
    assert log(quiet).count("Client Secret:") == 6 * count


def test_two_on_an_empty_database_race(lab: ServiceLab) -> None:
    database = lab.database()
    both = [lab.create("tenant", lab.on_tenant(database), alias=f"race-{n}") for n in range(2)]
    lab.together(*both)
    for replica in both:
        lab.answers(replica, "/health")  # the loser, too, says that it is healthy
    losers = [replica for replica in both if FAILURE in log(replica)]
    assert len(losers) == 1
    assert any(code in log(losers[0]) for code in ("42701", "23505"))


def test_without_postgresql_it_is_alive_and_never_makes_a_schema(lab: ServiceLab) -> None:
    database = lab.database()
    lab.sql("postgres", f"ALTER DATABASE {database} RENAME TO {database}_away")
    lab.sql("postgres", "CREATE ROLE plain LOGIN PASSWORD 'plain'")  # may not create databases
    text = f"Host=postgres;Database={database};Username=plain;Password=plain;Timeout=3"
    early = lab.tenant(database, {"ConnectionStrings__TenantDatabase": text}, alias="early")
    lab.answers(early)
    assert FAILURE in log(early)
    assert lab.get(early, "/health").status_code == 503
    lab.sql("postgres", f"ALTER DATABASE {database}_away RENAME TO {database}")
    lab.answers(early, "/health")  # green, without a single table
    assert lab.sql(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == "0"
    assert token(lab, early, client_id="tenant-service", client_secret="x").status_code == 500


def test_tokens(lab: ServiceLab, tenant: Container, database: str) -> None:
    client = {"client_id": "register-service", "client_secret": SECRET}
    assert token(lab, tenant, **client).status_code == 401  # the seeded secret is a random one
    lab.set_secrets(database)
    answer = token(lab, tenant, **client, scope="wallets:sign registers:write nope:x")
    assert answer.status_code == 200
    assert (answer.json()["expires_in"], answer.json()["scope"]) == (28800, None)
    assert token(lab, tenant, **client).status_code == 200
    assert token(lab, tenant, **client, scope="nope:x").status_code == 401
    assert token(lab, tenant, client_id="register-service", client_secret="wrong").status_code == 401
    camel = {"grantType": "client_credentials", "clientId": "register-service", "clientSecret": SECRET}
    assert lab.post(tenant, "/api/service-auth/token", json=camel).status_code == 200
    snake = {"grant_type": "client_credentials", **client}
    assert lab.post(tenant, "/api/service-auth/token", json=snake).status_code == 400
    password = {"grant_type": "password", "username": "admin@sorcha.local", "password": "Dev_Pass_2025!"}
    assert lab.post(tenant, "/api/service-auth/token", data=password).status_code == 200


def test_the_limiter_counts_probes(lab: ServiceLab, tenant: Container) -> None:
    def probe(_: int) -> int:
        try:
            headers = {"X-Forwarded-For": "192.0.2.1"}
            return httpx.get(
                lab.url(tenant) + "/alive", headers=headers, timeout=5, trust_env=False
            ).status_code
        except httpx.ReadTimeout:
            return 0

    with ThreadPoolExecutor(150) as pool:
        counts = Counter(pool.map(probe, range(150)))
    assert counts == {200: 100, 0: 10, 503: 40}
    assert lab.get(tenant, "/alive", headers={"X-Forwarded-For": "192.0.2.2"}).status_code == 200


def test_a_sign_in_must_end_where_it_began(lab: ServiceLab, tenant: Container, database: str) -> None:
    second = lab.tenant(database, alias="other")
    lab.answers(second, "/health")
    state = lab.post(tenant, "/api/auth/oidc/initiate", json={"orgSubdomain": "acme"}).json()["state"]
    path = f"/api/auth/callback/acme?state={state}&code=c"
    assert lab.get(second, path).status_code == 400
    assert lab.get(tenant, path).status_code == 200
    passkey = "/api/auth/public/passkey/register"
    options = lab.post(tenant, f"{passkey}/options", json={}).json()
    assert options["rp"]["id"] == "localhost"  # the image's own Fido2 settings
    body = {"challenge": options["challenge"], "origin": "https://localhost:7080"}
    assert lab.post(second, f"{passkey}/verify", json=body).status_code == 400
    assert lab.post(tenant, f"{passkey}/verify", json=body).status_code == 200
    says(second, "Database is up to date")
    says(second, "Service principal already exists: Tenant Service")


def test_forms_need_shared_keys(lab: ServiceLab, tenant: Container, database: str) -> None:
    key = base64.b64encode(b"k" * 64).decode()
    ring = f"<key><descriptor><masterKey><value>{key}</value></masterKey></descriptor></key>"
    settings = {"ReadOnlyDataProtectionKeyDirectory": "/keys"}
    first, second = (
        lab.tenant(database, settings, alias=f"form-{n}", files={"/keys/key-1.xml": Upload(ring, 0o444)})
        for n in range(2)
    )
    for replica in (first, second):
        lab.answers(replica, "/health")

    def submit(made_by: Container, sent_to: Container) -> int:
        page = lab.get(made_by, "/auth/login")
        form = {
            "__RequestVerificationToken": page.text.split('value="')[1].split('"')[0],
            "Email": "admin@sorcha.local",
            "Password": "Dev_Pass_2025!",
        }
        cookies = {"Cookie": page.headers["Set-Cookie"].split(";")[0]}
        return lab.post(sent_to, "/auth/login", data=form, headers=cookies).status_code

    assert submit(first, second) == 200
    assert submit(tenant, first) == 400


def test_the_fifth_wrong_password_locks_the_name(lab: ServiceLab, tenant: Container) -> None:
    wrong = {"email": "unknown@sorcha.local", "password": "wrong"}
    statuses = [lab.post(tenant, "/api/auth/login", json=wrong).status_code for _ in range(6)]
    assert statuses == [401] * 5 + [429]
    wait_until("the administrator is not locked", lambda: bool(lab.admin(tenant)))

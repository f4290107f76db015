"""Up from nothing: everything runs, in order, and only the gateway can be reached. Services: stand-ins."""

from typing import Any

import pytest

from sorcha_infra.domain.identities import VALIDATOR_ID
from sorcha_infra.domain.names import LABEL_INSTALLATION
from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation, health, state
from tests.e2e.polling import wait_for
from tests.e2e.sorcha import Sorcha
from tests.e2e.stores import Stores

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("dev")]

SERVERS = {
    *(f"{store}-0" for store in ("postgres", "mongo", "redis")),
    *(f"{service}-0" for service in ("gateway", "blueprint", "tenant", "wallet", "register")),
    *(f"{service}-0" for service in ("validator", "peer", "ui", "reconciler")),
}
JOBS = {"postgres-setup", "mongo-setup", "wallet-keys", "tenant-accounts", "system-wallet", "ledger"}


def test_up_says_where_sorcha_answers_and_how_to_sign_in(dev: DevDeployment) -> None:
    assert "is up after" in dev.output
    assert f"http://localhost:{dev.port}" in dev.output
    assert "admin@sorcha.local" in dev.output
    assert "pulumi stack output adminPassword --show-secrets" in dev.output
    assert "STAND-INS" in dev.output


def test_every_server_is_healthy_and_every_job_has_succeeded(installation: Installation) -> None:
    assert {name: health(c) for name, c in installation.servers().items()} == dict.fromkeys(
        SERVERS, "healthy"
    )
    # A job stays some seconds to be seen.
    for name, job in installation.jobs().items():
        wait_for(f"end of {name}", lambda job=job: state(job)["Status"] == "exited", 90)  # type: ignore[misc]
    assert {name: state(c)["ExitCode"] for name, c in installation.jobs().items()} == dict.fromkeys(JOBS, 0)


def test_only_the_gateway_is_published_and_only_on_the_loopback(
    dev: DevDeployment, installation: Installation
) -> None:
    ports: dict[str, Any] = {
        name: [binding for bindings in c.ports.values() for binding in bindings or ()]
        for name, c in installation.containers().items()
    }
    assert ports.pop("gateway-0") == [{"HostIp": "127.0.0.1", "HostPort": str(dev.port)}]
    assert not any(ports.values()), ports


def test_everything_carries_our_label_and_logs_are_rotated_and_memory_is_limited(
    installation: Installation,
) -> None:
    for name, container in installation.containers().items():
        assert container.labels[LABEL_INSTALLATION] == installation.name
        host = container.attrs["HostConfig"]
        assert host["LogConfig"]["Config"] == {"max-size": "10m", "max-file": "3"}, name
        assert host["Memory"] > 0, name
        assert host["NanoCpus"] > 0 or host["CpuQuota"] > 0, name


def test_the_system_register_has_a_height_when_up_ends_and_grows_to_what_was_seeded(
    admin: Sorcha,
) -> None:
    assert admin.system_register_height() > 0
    # Genesis in docket 0; the seeded blueprints only with a registered validator (verified §g).
    wait_for("the dockets of the seeded blueprints", lambda: admin.system_register_height() > 1, 60)
    transactions = admin.call("GET", "/api/registers/aebf26362e079087571ac0932d4db973/transactions")
    assert len(transactions) >= 3, transactions


def test_there_is_exactly_one_system_wallet(stores: Stores) -> None:
    statement = f'SELECT count(*) FROM wallet."Wallets" WHERE "Name" = \'system-wallet-{VALIDATOR_ID}\''
    assert stores.sql(statement, database="sorcha_wallet") == "1"


def test_the_stores_are_laid_out_to_grow(stores: Stores) -> None:
    assert stores.sql("SHOW data_checksums") == "on"
    assert stores.sql("SHOW wal_log_hints") == "on"
    assert "appendonly\nyes" in stores.redis("CONFIG", "GET", "appendonly")
    assert "maxmemory-policy\nnoeviction" in stores.redis("CONFIG", "GET", "maxmemory-policy")
    assert stores.mongo("return db.getSiblingDB('admin').runCommand({hello: 1}).setName") == "rs0"

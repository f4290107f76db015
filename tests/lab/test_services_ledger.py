"""The stand-in register and validator misbehave as the product does (platform-verified §g, contract §3.6)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from docker.models.containers import Container

from tests.lab.service_lab import MONGO, SECRET, SYSTEM_REGISTER, ServiceLab, says, service_lab
from tests.lab.store_lab import execute, log, wait_until

pytestmark = pytest.mark.e2e
REGISTER = {
    "ServiceAuth__ClientSecret": SECRET,
    "SystemWalletSigning__ValidatorId": "v1",
    "RegisterStorage__MongoDB__ConnectionString": MONGO,
}
VALIDATOR = {
    "ServiceAuth__ClientSecret": SECRET,
    "Validator__ValidatorId": "v1",
    "DocketBuild__TimeThreshold": "00:00:01",
    "RegisterStorage__MongoDB__ConnectionString": MONGO,
}
IN_MEMORY = {**REGISTER, "RegisterStorage__Type": "InMemory"}
PATH = f"/api/registers/{SYSTEM_REGISTER}"
SKIPPED = f"Skipping docket build for register {SYSTEM_REGISTER}: active validators (0) below minimum (1)"
GAVE_UP = "System register bootstrap failed after all retries."


@pytest.fixture(scope="module")
def stores() -> Iterator[ServiceLab]:
    with service_lab() as lab:
        yield lab


@dataclass(frozen=True)
class Ready:
    """Tenant and wallet run; the wallet's database and the administrator's header."""

    wallets: str
    admin: dict[str, str]

    def system_wallets(self, lab: ServiceLab) -> str:
        return lab.sql(self.wallets, 'SELECT count(*) FROM wallet."Wallets"')


@pytest.fixture(scope="module")
def ready(stores: ServiceLab) -> Ready:
    tenants, wallets = stores.database(), stores.database()
    tenant, wallet = stores.tenant(tenants), stores.wallet(wallets)
    stores.answers(tenant, "/health")
    stores.answers(wallet, "/health")
    stores.set_secrets(tenants)
    return Ready(wallets, stores.admin(tenant))


@pytest.fixture
def lab(stores: ServiceLab, ready: Ready) -> Iterator[ServiceLab]:
    """No register, no validator, no wallet and nothing in Redis; the services go when the test ends."""
    stores.sql(ready.wallets, 'DELETE FROM wallet."Wallets"')
    execute(stores.redis, "redis-cli", "--no-auth-warning", "flushall", REDISCLI_AUTH="redis-password")
    with stores.for_one_test():
        yield stores


def height(lab: ServiceLab, register: Container, admin: dict[str, str]) -> int:
    return int(lab.get(register, PATH, headers=admin).json()["height"])


def enroll(lab: ServiceLab, validator: Container, admin: dict[str, str]) -> int:
    body = {"registerId": SYSTEM_REGISTER, "validatorId": "v1", "publicKey": "k", "grpcEndpoint": "http://v"}
    return lab.post(validator, "/api/validators/register", json=body, headers=admin).status_code


def test_genesis_then_nothing_until_the_validator_is_registered_then_the_genesis_hazard(
    lab: ServiceLab, ready: Ready
) -> None:
    mongo, admin = lab.mongo(), ready.admin
    register = lab.start("register", REGISTER)
    wait_until("the system wallet", lambda: ready.system_wallets(lab) == "1")
    validator = lab.start("validator", VALIDATOR)
    says(register, "System register bootstrap completed")
    says(validator, SKIPPED)
    assert height(lab, register, admin) == 1

    assert enroll(lab, validator, admin) == 201
    wait_until("docket 1", lambda: height(lab, register, admin) == 2)
    assert enroll(lab, validator, admin) == 400  # already registered
    dockets = f"db.getSiblingDB('sorcha_register_{SYSTEM_REGISTER}').dockets.countDocuments({{}})"
    assert execute(mongo, "mongosh", "--quiet", MONGO, "--eval", dockets) == "2"

    # Governance is judged by the roster that the validator reads from MongoDB itself.
    proposal = lab.post(register, f"{PATH}/governance/propose", json={"add": "x"}, headers=admin)
    assert proposal.status_code == 202
    wait_until("docket 2", lambda: height(lab, register, admin) == 3)

    # A validator that starts while the register is away writes docket 0 again when it is back (§1.8).
    validator.stop()
    register.stop()
    validator.start()
    says(validator, "treating as needs genesis")
    register.start()
    wait_until("the height is set back", lambda: height(lab, register, admin) == 1, 60)
    assert execute(mongo, "mongosh", "--quiet", MONGO, "--eval", dockets) == "3"


def test_register_and_validator_started_together_make_two_system_wallets(
    lab: ServiceLab, ready: Ready
) -> None:
    lab.together(lab.create("register", IN_MEMORY), lab.create("validator", VALIDATOR))
    wait_until("two rows", lambda: ready.system_wallets(lab) == "2", 20)


def test_without_a_validator_the_bootstrap_gives_up_and_health_stays_green(
    lab: ServiceLab, ready: Ready
) -> None:
    register = lab.start("register", IN_MEMORY)
    says(register, GAVE_UP, 120)
    assert log(register).count("System register bootstrap attempt") == 3
    assert lab.get(register, "/health").text == "Healthy"
    validator = lab.start("validator", VALIDATOR)
    lab.answers(validator)
    assert lab.get(register, PATH, headers=ready.admin).status_code == 404
    register.restart()
    says(register, "System register bootstrap completed", 60)


def test_a_wrong_service_secret_makes_a_wallet_and_no_register(lab: ServiceLab, ready: Ready) -> None:
    validator = lab.start("validator", VALIDATOR)
    lab.answers(validator)
    register = lab.start("register", {**IN_MEMORY, "ServiceAuth__ClientSecret": "wrong"})
    says(register, GAVE_UP, 120)
    assert "Service token acquisition failed for register-service: HTTP 401" in log(register)
    assert ready.system_wallets(lab) == "1"


def test_a_forgotten_address_fails_in_its_feature(lab: ServiceLab) -> None:
    register = lab.start("register", IN_MEMORY, missing_key="ServiceClients__ValidatorService__Address")
    says(register, GAVE_UP, 120)
    assert "Validator Service address not configured" in log(register)


def test_without_mongodb_only_the_sync_probe_notices(lab: ServiceLab) -> None:
    short = MONGO.replace("/?", "/?serverSelectionTimeoutMS=1000&")
    register = lab.start("register", {**REGISTER, "RegisterStorage__MongoDB__ConnectionString": short})
    lab.answers(register)
    assert lab.get(register, "/health").text == "Healthy"
    assert lab.get(register, "/health/sync").status_code == 500

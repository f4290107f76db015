"""Register and validator (stand-ins): two system wallets, a bootstrap that gives up, a stuck validator."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from docker.models.containers import Container

from sorcha_infra.components.jobs import ledger, system_wallet, tenant_accounts
from sorcha_infra.components.reconciler import resident
from sorcha_infra.domain.identities import SYSTEM_REGISTER
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.seam import JobSpec, PostgresAccess, Secrets
from tests.e2e.polling import wait_for
from tests.e2e.remedies.bench import Bench, site
from tests.lab.store_lab import log

pytestmark = pytest.mark.e2e

ROUNDS = 5
"""Several rounds, because on a busy engine the second starts too late for a race."""

GAVE_UP = "System register bootstrap failed after all retries."
SKIPPED = f"Skipping docket build for register {SYSTEM_REGISTER}: active validators (0) below minimum (1)"


def in_memory(environment: dict[str, str]) -> dict[str, str]:
    """Storage of the register without MongoDB, for tests (platform-verified §g)."""
    return {**environment, "RegisterStorage__Type": "InMemory"}


def quick(environment: dict[str, str]) -> dict[str, str]:
    """Settings of a validator that polls every second."""
    return {**environment, "DocketBuild__TimeThreshold": "00:00:01"}


ENROLLED = "HTTP POST /api/validators/register responded 201"


def ledger_job(_: PostgresAccess, secrets: Secrets) -> JobSpec:
    """Settings without a database."""
    return ledger(site(secrets))


@pytest.fixture
def token(bench: Bench) -> dict[str, str]:
    """Header of the administrator."""
    return bench.sign_in(prepare(bench))


def prepare(bench: Bench) -> Container:
    """Start tenant and wallet with the program's accounts; return the tenant."""
    tenant, wallet = bench.start(ServiceName.TENANT), bench.start(ServiceName.WALLET)
    bench.await_healthy(tenant, wallet)
    assert bench.job(tenant_accounts, 30)[0] == 0
    return tenant


def system_wallets(bench: Bench) -> int:
    return int(
        bench.sql('SELECT count(*) FROM wallet."Wallets" WHERE "Tenant" = \'system\'', "sorcha_wallet")
    )


def height(bench: Bench, register: Container, token: dict[str, str]) -> int:
    answer = bench.request(register, "GET", f"/api/registers/{SYSTEM_REGISTER}", headers=token)
    return int(answer.json()["height"]) if answer.status_code == 200 else 0


def test_without_the_gate_register_and_validator_make_two_system_wallets(bench: Bench) -> None:
    assert any(made_at_once(bench) == 2 for _ in range(ROUNDS))


def made_at_once(bench: Bench) -> int:
    """Number of system wallets after a concurrent start of register and validator."""
    bench.clear()
    prepare(bench)
    both = [
        bench.create(ServiceName.REGISTER, change=in_memory),
        bench.create(ServiceName.VALIDATOR, change=quick),
    ]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda container: container.start(), both))
    bench.await_healthy(*both)
    wait_for("a system wallet", lambda: system_wallets(bench) > 0, 30)
    wait_for("the genesis", lambda: "needs genesis docket" in log(both[1]), 60)
    return system_wallets(bench)


@pytest.mark.usefixtures("token")
def test_with_the_gate_there_is_one_system_wallet(bench: Bench) -> None:
    start_both(bench)
    assert system_wallets(bench) == 1


def test_a_stuck_validator_goes_on_with_the_reconciler_and_stays_registered(
    bench: Bench, token: dict[str, str]
) -> None:
    register, validator = start_both(bench)
    wait_for("the seeded register, waiting permanently", lambda: log(validator).count(SKIPPED) >= 3, 60)
    assert height(bench, register, token) == 1
    reconciler = bench.resident(resident)
    wait_for("the docket of the seeded register", lambda: height(bench, register, token) == 2, 60)
    # A registration expires after 60 s, and the product does not renew it.
    wait_for("the renewal", lambda: log(validator).count(ENROLLED) == 2, 90)
    assert log(reconciler).count("is registered for it") == 1, "an unchanged state is logged once"
    assert "no full round" not in log(reconciler)
    assert system_wallets(bench) == 1
    reconciler.stop(timeout=10)
    assert reconciler.wait()["StatusCode"] == 0


@pytest.mark.usefixtures("token")
def test_the_reconciler_logs_an_outage_once_and_continues_afterwards(bench: Bench) -> None:
    register, _ = start_both(bench)
    register.stop(timeout=5)
    reconciler = bench.resident(resident)
    wait_for("the outage", lambda: "no full round: the registers: 599" in log(reconciler), 30)
    assert reconciler.exec_run(["test", "-e", "/tmp/round"])[0] != 0
    register.start()  # its storage in memory is empty, so it creates the system register again
    wait_for("a full round", lambda: reconciler.exec_run(["test", "-e", "/tmp/round"])[0] == 0, 90)
    assert "it works again" in log(reconciler)
    assert log(reconciler).count("no full round") <= 2


def start_both(bench: Bench) -> tuple[Container, Container]:
    """Start register and validator in turn, and wait for the first docket."""
    register = bench.start(ServiceName.REGISTER, change=in_memory)
    assert bench.job(system_wallet, 30)[0] == 0
    validator = bench.start(ServiceName.VALIDATOR, change=quick)
    bench.await_healthy(register, validator)
    status, output = bench.job(ledger_job, 60)
    assert status == 0, output
    return register, validator


def test_a_bootstrap_that_gave_up_is_healthy_and_only_the_job_detects_it_and_a_restart_fixes_it(
    bench: Bench, token: dict[str, str]
) -> None:
    register = bench.start(ServiceName.REGISTER, change=in_memory)
    wait_for("the end of its attempts", lambda: GAVE_UP in log(register), 120)
    assert bench.status(register, "/health") == 200
    validator = bench.start(ServiceName.VALIDATOR, change=quick)
    bench.await_healthy(validator)
    status, output = bench.job(ledger_job, 3)
    assert status != 0
    assert "the system register: 404" in output
    register.restart()  # as the program's hook does after the time limit of the job
    status, output = bench.job(ledger_job, 60)
    assert status == 0, output
    assert height(bench, register, token) >= 1

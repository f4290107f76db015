"""Everything starts at once, in the worst order; the register is away while the validator runs.

A validator takes a register that does not answer for one that needs its first docket, and sets its
height back (contract §1.8; without the sentry: tests/lab/test_services_ledger.py). Stand-ins.
"""

from dataclasses import dataclass

import pytest

from sorcha_infra.domain.identities import SYSTEM_REGISTER
from tests.e2e.installation import Installation, log
from tests.e2e.polling import wait_for
from tests.e2e.sorcha import Sorcha

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("dev")]

DOCKET_SECONDS = 30
HEALTHY_SECONDS = 180

WORST = ("validator", "reconciler", "gateway", "blueprint", "ui", "peer", "tenant", "wallet")
"""Whoever needs others comes before them; the register and the stores come last, in this order."""

LAST = ("register", "redis", "postgres", "mongo")


@dataclass(frozen=True, slots=True)
class Ledger:
    """Registers and how many dockets each has."""

    heights: dict[str, int]

    def is_kept(self, admin: Sorcha) -> bool:
        """Whether no register lost a docket, and none has one twice."""
        for register, height in self.heights.items():
            ids = [docket["id"] for docket in admin.dockets(register)]
            assert admin.height(register) >= height, f"{register} was set back"
            assert ids == list(range(len(ids))), f"{register}: {ids}"
        return True


@pytest.fixture
def ledger(admin: Sorcha) -> Ledger:
    """The system register, and one of a user with three dockets."""
    register = admin.new_register()
    for number in (1, 2, 3):
        wait_for(f"docket {number - 1}", lambda n=number: admin.height(register) == n, DOCKET_SECONDS)  # type: ignore[misc]
        if number < 3:
            admin.publish(register)
    return Ledger({name: admin.height(name) for name in (SYSTEM_REGISTER, register)})


def test_after_a_start_in_the_worst_order_no_register_is_set_back(
    installation: Installation, admin: Sorcha, ledger: Ledger
) -> None:
    servers = installation.servers()
    for container in servers.values():
        container.kill()
    for role in WORST:
        for name in sorted(name for name in servers if name.startswith(f"{role}-")):
            servers[name].start()
    validator = servers["validator-0"]
    wait_for("the sentry", lambda: "sentry: waits for" in log(validator).splitlines()[-1], 60)
    for role in LAST:
        servers[f"{role}-0"].start()
    installation.await_healthy(seconds=HEALTHY_SECONDS)
    assert ledger.is_kept(admin)
    goes_on(admin, ledger)


def test_a_register_that_is_away_while_the_validator_runs_is_not_set_back(
    installation: Installation, admin: Sorcha, ledger: Ledger
) -> None:
    validator, register = installation.container("validator-0"), installation.container("register-0")
    validator.restart(timeout=60)  # one that wrote no first docket looks at every register, every ten seconds
    installation.await_healthy("validator-0")
    before = len(log(validator))
    register.stop(timeout=30)
    wait_for("the stop", lambda: "the process is stopped until" in log(validator)[before:], 60)
    register.start()
    installation.await_healthy(seconds=HEALTHY_SECONDS)
    assert "needs genesis" not in log(validator)[before:]
    assert ledger.is_kept(admin)
    goes_on(admin, ledger)


def goes_on(admin: Sorcha, ledger: Ledger) -> None:
    """Old registers get dockets; a new one gets its first, which needs what is looked up at start."""
    (register,) = set(ledger.heights) - {SYSTEM_REGISTER}
    height = admin.height(register)
    admin.publish(register)
    wait_for("a docket", lambda: admin.height(register) > height, DOCKET_SECONDS)
    newcomer = admin.new_register()
    wait_for("the first docket of a new register", lambda: admin.height(newcomer) == 1, DOCKET_SECONDS)
    assert ledger.is_kept(admin)

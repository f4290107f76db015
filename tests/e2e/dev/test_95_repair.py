"""A register that gave up, while it says it is healthy, is restarted by `up`: bounded, and reported.

Register, validator and MongoDB are stand-ins. The clone's job has less time than the program gives it.
"""

import re

import pytest

from sorcha_infra.domain.identities import SYSTEM_REGISTER
from tests.e2e.clone import STACK, Clone
from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation, log
from tests.e2e.polling import wait_for
from tests.e2e.sorcha import PROBES, Sorcha
from tests.e2e.stores import Stores

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("dev")]

GAVE_UP = "System register bootstrap failed after all retries."


@pytest.fixture(scope="module")
def clone(dev: DevDeployment, installation: Installation, stores: Stores) -> Clone:
    """The clone of an installation whose register has given up: no ledger, and no validator meanwhile."""
    installation.container("validator-0").stop()
    for database in ("registry", SYSTEM_REGISTER):
        stores.mongo(f"db.getSiblingDB('sorcha_register_{database}').dropDatabase()")
    stores.redis("FLUSHALL")
    register = installation.container("register-0")
    before = log(register).count(GAVE_UP)
    register.restart()
    wait_for("the end of its tries", lambda: log(register).count(GAVE_UP) > before, 180)
    return dev.clone


def hurry(clone: Clone, seconds: int) -> None:
    """Gives the job that waits for the ledger less time; a change of its environment replaces it."""
    source = clone.folder / "sorcha_infra" / "components" / "jobs.py"
    text, count = re.subn(
        r'(program="ledger\.pl",\n(?:\s+modules=.*\n)?\s+seconds=)\d+', rf"\g<1>{seconds}", source.read_text()
    )
    assert count == 1, "the program has changed: where is the ledger job's time?"
    source.write_text(text)


@pytest.mark.usefixtures("clone")
def test_it_says_that_it_is_healthy(sorcha: Sorcha) -> None:
    assert sorcha.get(PROBES["register"]).status_code == 200


def test_without_success_the_restarts_end_and_the_last_log_lines_are_shown(clone: Clone) -> None:
    hurry(clone, 3)
    output = clone.pulumi("up", "--yes", "--skip-preview").failed().output
    assert f"Restarting {STACK}-register-0, attempt 1 of 2" in output
    assert f"Restarting {STACK}-register-0, attempt 2 of 2" in output
    assert "3 of 2" not in output
    assert f"{STACK}-ledger: " in output
    assert "the system register" in output


def test_with_its_validator_back_up_ends_with_a_ledger(
    clone: Clone, installation: Installation, dev: DevDeployment
) -> None:
    installation.container("validator-0").start()
    installation.await_healthy("validator-0")
    hurry(clone, 40)
    clone.operate("up").ok()
    admin = Sorcha(f"http://127.0.0.1:{dev.port}").sign_in("admin@sorcha.local", clone.admin_password())
    assert admin.system_register_height() > 0
    wait_for("the dockets of what was seeded", lambda: admin.system_register_height() > 1, 60)

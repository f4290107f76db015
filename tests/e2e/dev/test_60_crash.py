"""Two ways to die: a crash needs no operator, a kill waits for `up`. Services and MongoDB: stand-ins."""

import os
import signal

import pytest
from docker.models.containers import Container

from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation, health, host_pid, state
from tests.e2e.polling import wait_for
from tests.e2e.sorcha import PROBES, Sorcha
from tests.e2e.stores import Stores

pytestmark = [pytest.mark.e2e, pytest.mark.usefixtures("dev")]

GRACE_EXIT_CODES = {"mongo": 0, "postgres": 0, "redis": 0}
"""Exit code of each store after SIGTERM; the services' is 0 (platform-verified §0)."""


@pytest.mark.parametrize(
    "role", ["tenant", "register", "wallet", "validator", "reconciler", "postgres", "redis", "mongo"]
)
def test_a_crashed_process_comes_back_by_itself(role: str, installation: Installation, admin: Sorcha) -> None:
    container = installation.container(f"{role}-0")
    before = state(container)["StartedAt"]
    os.kill(host_pid(container), signal.SIGKILL)
    wait_for("a new start", lambda: state(container)["StartedAt"] != before, 30)
    installation.await_healthy(f"{role}-0")
    assert container.id == installation.container(f"{role}-0").id
    wait_for("requests answered again", lambda: everything_answers(admin), 60)


def everything_answers(admin: Sorcha) -> bool:
    """Every service, and through them every store."""
    return (
        all(admin.get(path).status_code == 200 for path in PROBES.values())
        and bool(admin.organizations())
        and admin.system_register_height() > 0
    )


def test_a_killed_container_waits_for_make_up(
    dev: DevDeployment, installation: Installation, admin: Sorcha
) -> None:
    for name in ("tenant-0", "redis-0"):
        container = installation.container(name)
        container.kill()
        wait_for(f"end of {name}", lambda c=container: not state(c)["Running"], 30)  # type: ignore[misc]
    dev.clone.pulumi("up", "--yes", "--skip-preview").ok()
    assert not state(installation.container("tenant-0"))["Running"], "a plain up does not look"
    result = dev.clone.operate("up").ok()
    assert f"{installation.name}-tenant-0: is not running; restarting it" in result.output
    assert f"{installation.name}-redis-0: is not running; restarting it" in result.output
    installation.await_healthy()
    wait_for("requests answered again", lambda: everything_answers(admin), 60)


def test_a_stop_is_graceful_and_make_up_starts_again(
    dev: DevDeployment, installation: Installation, admin: Sorcha
) -> None:
    order = [*(n for n in installation.servers() if n.split("-")[0] not in GRACE_EXIT_CODES)]
    order += [n for n in installation.servers() if n not in order]
    exit_codes = {}
    for name in order:
        installation.client.api.stop(installation.container(name).id, timeout=None)
        exit_codes[name] = state(installation.container(name))["ExitCode"]
    assert exit_codes == dict.fromkeys(order, 0)
    dev.clone.operate("up").ok()
    installation.await_healthy()
    wait_for("requests answered again", lambda: everything_answers(admin), 60)


def test_what_was_written_survives_a_restart_of_every_container(
    installation: Installation, admin: Sorcha, stores: Stores
) -> None:
    """Written through the services, and through the stores' own protocols."""
    organization, wallet, height = (
        admin.new_organization(),
        admin.new_wallet(),
        admin.system_register_height(),
    )
    stores.sql("CREATE TABLE IF NOT EXISTS e2e (word text); INSERT INTO e2e VALUES ('kept')")
    stores.mongo("db.kept.insertOne({word: 'kept'})")
    stores.redis("SET", "e2e:kept", "kept")
    for name in ("redis-0", "mongo-0", "postgres-0"):
        restart(installation.container(name))
        installation.await_healthy(name)
    for container in installation.servers().values():
        restart(container)
    installation.await_healthy()
    wait_for("requests answered again", lambda: everything_answers(admin), 60)
    assert organization in admin.organizations()
    assert admin.signs(wallet)
    assert admin.system_register_height() >= height
    assert stores.sql("SELECT DISTINCT word FROM e2e") == "kept"
    assert stores.mongo("return db.kept.findOne().word") == "kept"
    assert stores.redis("GET", "e2e:kept") == "kept"


def restart(container: Container) -> None:
    """A graceful restart, with the time that the container asks for."""
    container.restart(timeout=int(container.attrs["Config"]["StopTimeout"]))


def test_every_server_is_healthy_after_all_this(installation: Installation) -> None:
    assert {health(container) for container in installation.servers().values()} == {"healthy"}

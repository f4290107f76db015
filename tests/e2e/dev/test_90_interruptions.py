"""An `up` that is cut short, in every way, is healed by the next `make up`. Services: stand-ins."""

import os
import signal
from collections.abc import Callable

import pytest
from docker.models.containers import Container

from tests.e2e.clone import STACK, Clone, RunningCommand
from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation, health, host_pid, state
from tests.e2e.polling import wait_for
from tests.e2e.sorcha import PROBES, Sorcha

pytestmark = pytest.mark.e2e

FIRST_START = {"postgres-0": "initdb", "mongo-0": "mongod_standin.initdb"}
"""Store → what runs in it while it initialises for the first time."""


@pytest.fixture(scope="module")
def clone(dev: DevDeployment) -> Clone:
    """The clone."""
    return dev.clone


@pytest.fixture
def volumes(clone: Clone, installation: Installation) -> set[str]:
    """The volumes of an installation that is down."""
    clone.operate("down").ok()
    assert not installation.containers()
    return installation.volumes()


def initialises(container: Container, program: str) -> bool:
    """Whether the store is in its first start."""
    return any(program in " ".join(row) for row in container.top()["Processes"])


def await_moment(command: RunningCommand, moment: str, look: Callable[[], bool]) -> None:
    """Waits for a moment of an `up` under way."""

    def happened() -> bool:
        if look():
            return True
        if command.process.poll() is not None:
            pytest.fail(f"up ended before {moment}:\n{command.output()}")
        return False

    wait_for(moment, happened, 300, pause=0.05)


def starting(installation: Installation, name: str) -> bool:
    """Whether a container has been made and is not healthy yet."""
    return installation.exists(name) and health(installation.container(name)) == "starting"


def answers(dev: DevDeployment) -> None:
    """Every service answers through the gateway."""
    client = Sorcha(f"http://127.0.0.1:{dev.port}")
    assert {client.get(path).status_code for path in PROBES.values()} == {200}
    client.close()


def test_delete_names_and_removes_the_data_too(clone: Clone, installation: Installation) -> None:
    volumes = installation.volumes()
    output = clone.operate("down", "--data", "delete").ok().output
    assert all(
        f"volume  {volume.removeprefix(STACK + '-')}" in output or volume in output for volume in volumes
    )
    assert not installation.containers()
    assert not installation.networks()
    assert not installation.volumes()


def test_a_crash_of_each_store_and_kill_9_of_up_during_the_first_start(
    clone: Clone, installation: Installation, dev: DevDeployment
) -> None:
    command = clone.start_operate("up")
    start_times: dict[str, str] = {}

    def crash() -> bool:
        for name in set(FIRST_START) - set(start_times):
            container = caught(installation, name)
            if container is not None:
                start_times[name] = state(container)["StartedAt"]
                os.kill(host_pid(container), signal.SIGKILL)
        return set(start_times) == set(FIRST_START)

    def again() -> bool:
        container = caught(installation, "postgres-0")
        return container is not None and state(container)["StartedAt"] != start_times["postgres-0"]

    await_moment(command, "the first starts of PostgreSQL and MongoDB", crash)
    await_moment(command, "the second first start of PostgreSQL", again)
    command.kill()
    assert command.wait().status != 0
    output = clone.operate("up").ok().output
    assert ", which no longer runs" in output
    assert f"removed {STACK}-postgres-0: left by an interrupted run" in output
    answers(dev)


def caught(installation: Installation, name: str) -> Container | None:
    """The store, if it is in its first start right now."""
    if not installation.exists(name):
        return None
    container = installation.container(name)
    if container.status != "running" or not initialises(container, FIRST_START[name]):
        return None
    return container


def test_kill_9_while_a_service_starts_and_then_an_interrupt_of_the_healing(
    clone: Clone, volumes: set[str], installation: Installation, dev: DevDeployment
) -> None:
    command = clone.start_operate("up")
    await_moment(command, "the start of the tenant", lambda: starting(installation, "tenant-0"))
    command.kill()
    assert command.wait().status != 0

    healing = clone.start_operate("up")
    await_moment(
        healing,
        "the removal of the orphan",
        lambda: "tenant-0: left by an interrupted run" in healing.output(),
    )
    await_moment(healing, "the next start of the tenant", lambda: starting(installation, "tenant-0"))
    second = clone.operate("up").failed().output
    assert f"stack {STACK}: is locked by another run" in second
    healing.interrupt()
    output = healing.wait().failed().output
    assert ", which no longer runs" in output
    assert "Traceback" not in output

    clone.operate("up").ok()
    assert volumes <= installation.volumes()
    installation.await_healthy()
    answers(dev)


def test_nothing_is_left_of_the_interruptions(clone: Clone, installation: Installation) -> None:
    before = installation.ids()
    clone.pulumi("preview", "--expect-no-changes", "--refresh").ok()
    assert "pending" not in clone.pulumi("up", "--yes", "--skip-preview").ok().output
    assert installation.ids() == before

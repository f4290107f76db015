"""One deployment for all tests of this folder, always taken down, whatever happens."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from sorcha_infra.paths import ROOT
from tests.e2e.clone import STACK, Clone, add_stack, clone, free_port, fresh_state, uncommitted
from tests.e2e.durations import DURATIONS
from tests.e2e.installation import Installation
from tests.e2e.lock import only_session
from tests.e2e.sampling import Sampler
from tests.e2e.sorcha import Sorcha
from tests.e2e.stores import Stores


@dataclass(frozen=True, kw_only=True, slots=True)
class DevDeployment:
    """A deployment that was made from nothing."""

    clone: Clone
    port: int
    output: str
    """What `up` printed."""

    sampler: Sampler
    """Processes that ran meanwhile."""


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """Our things on the engine: none before, none after."""
    with only_session(STACK) as installation:
        installation.remove_everything()
        yield installation
        installation.remove_everything()


@pytest.fixture(scope="session")
def stack(installation: Installation, tmp_path_factory: pytest.TempPathFactory) -> Clone:
    """A fresh clone with a stack of our own, not deployed yet."""
    assert not installation.containers()
    folder = tmp_path_factory.mktemp("e2e")
    checkout = clone(ROOT, folder / "clone", fresh_state(folder / "state"))
    add_stack(checkout, {"edge": {"port": free_port()}})
    checkout.run("pulumi", "stack", "init", STACK).ok()
    return checkout


@pytest.fixture(scope="session")
def port(stack: Clone) -> int:
    """The gateway's port."""
    return int(stack.pulumi("config", "get", "--path", "sorcha:deployment.edge.port").ok().output)


@pytest.fixture(scope="session")
def dev(stack: Clone, port: int) -> DevDeployment:
    """The dev tier, up from nothing; its services and MongoDB are stand-ins."""
    with Sampler() as sampler:
        result = stack.operate("up")
    return DevDeployment(clone=stack, port=port, output=result.ok().output, sampler=sampler)


@pytest.fixture
def sorcha(dev: DevDeployment) -> Iterator[Sorcha]:
    """The gateway, for an anonymous user."""
    client = Sorcha(f"http://127.0.0.1:{dev.port}")
    yield client
    client.close()


@pytest.fixture(scope="session")
def admin_password(dev: DevDeployment) -> str:
    """The administrator's, until the data are deleted."""
    return dev.clone.admin_password()


@pytest.fixture
def admin(sorcha: Sorcha, admin_password: str) -> Sorcha:
    """The gateway, for the administrator."""
    return sorcha.sign_in("admin@sorcha.local", admin_password)


@pytest.fixture(scope="session")
def stores(installation: Installation) -> Stores:
    """The stores by their own protocols."""
    return Stores(installation)


def pytest_report_header() -> list[str]:
    """Says what is real here."""
    return [
        "e2e: real pulumi, engine, PostgreSQL and Redis; Sorcha's services and MongoDB are STAND-INS",
        *uncommitted(),
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Shows the durations."""
    if DURATIONS:
        terminalreporter.section("durations of the commands")
        for line in DURATIONS:
            terminalreporter.write_line(line)

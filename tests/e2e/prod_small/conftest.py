"""One small production for all tests of this folder, always removed, and the page of results."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sorcha_infra.paths import ROOT
from tests.e2e.clone import Clone, add_stack, clone, free_port, fresh_state, uncommitted
from tests.e2e.installation import Installation, state
from tests.e2e.lock import only_session
from tests.e2e.prod_small.images import remove_derived
from tests.e2e.prod_small.mongo_members import MongoMembers
from tests.e2e.prod_small.page import summary, write
from tests.e2e.prod_small.postgres import Postgres
from tests.e2e.prod_small.production import STACK, Small, passwords
from tests.e2e.prod_small.redis_members import Redis
from tests.e2e.prod_small.results import RESULTS, Results
from tests.e2e.prod_small.versions import versions

_BEGAN = time.monotonic()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options of this folder."""
    parser.addoption("--write-results", action="store_true", help="writes docs/results.md at the end")
    parser.addoption(
        "--keep",
        type=Path,
        metavar="FOLDER",
        help="keeps clone, state and installation, and continues with those of an earlier session",
    )


@pytest.fixture(scope="session")
def installation(pytestconfig: pytest.Config) -> Iterator[Installation]:
    """Installation on the engine: absent before, and after unless it is kept."""
    keep: Path | None = pytestconfig.getoption("--keep")
    with only_session(STACK) as installation:
        if keep is None or not keep.exists():
            installation.remove_everything()
            remove_derived(installation)
        yield installation
        if keep is None:
            installation.remove_everything()
            remove_derived(installation)


@pytest.fixture(scope="session")
def stack(
    installation: Installation, pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Clone:
    """Fresh clone with a separate stack, or that of an earlier session at the last commit."""
    assert installation.name == STACK
    keep: Path | None = pytestconfig.getoption("--keep")
    folder = keep or tmp_path_factory.mktemp("small")
    checkout = Clone(folder=folder / "clone", state=folder / "state", stack=STACK)
    if checkout.folder.exists():
        checkout.run("git", "pull", "--quiet", "--rebase", "--autostash", prepared=False).ok()
        return checkout
    folder.mkdir(exist_ok=True)
    checkout = clone(ROOT, checkout.folder, fresh_state(checkout.state), stack=STACK)
    configure(checkout)
    return checkout


@pytest.fixture(scope="session")
def small(installation: Installation, stack: Clone) -> Small:
    """Small production, created from nothing."""
    first = None if installation.containers() else stack.pulumi("up", "--yes", "--skip-preview").ok()
    RESULTS.versions = versions(installation)
    url = stack.pulumi("stack", "output", "url").ok().output.strip()
    return Small(clone=stack, installation=installation, url=url, first=first)


def configure(checkout: Clone) -> None:
    """Committed stack file of prod-small, adapted to this machine."""
    https = free_port(18200)
    settings: dict[str, Any] = {
        "publicUrl": f"https://localhost:{https}",
        "images": {"source": "lab"},
        "edge": {
            "kind": "haproxy",
            "address": "127.0.0.1",
            "httpPort": free_port(18300),
            "httpsPort": https,
        },
    }
    add_stack(checkout, settings, base="prod-small")
    checkout.run("pulumi", "stack", "init", STACK).ok()
    arguments = [f"--secret=sorcha:{name}={value}" for name, value in passwords().items()]
    checkout.pulumi("config", "set-all", *arguments).ok()


@pytest.fixture(scope="session")
def results(pytestconfig: pytest.Config) -> Results:
    """Collector of rows.

    Continuous integration runs on busy machines, where a row fails at three times its seconds.
    Lost writes and second writers fail at once.
    """
    if not pytestconfig.getoption("--write-results"):
        RESULTS.patience = 3.0
    return RESULTS


@pytest.fixture(autouse=True)
def whole(request: pytest.FixtureRequest) -> Iterator[None]:
    """Start containers that a failed row left down, so that later rows do not fail."""
    if request.node.get_closest_marker("e2e") is None:
        yield  # needs no engine
        return
    installation: Installation = request.getfixturevalue("installation")
    yield
    for container in installation.servers().values():
        now = state(container)
        if now["Paused"]:
            container.unpause()
        elif not now["Running"]:
            container.start()


@pytest.fixture
def postgres(small: Small) -> Postgres:
    """Healthy PostgreSQL, with the tables of the tests."""
    store = small.postgres()
    store.prepare()
    return store


@pytest.fixture
def redis(small: Small) -> Redis:
    """Healthy Redis."""
    return small.redis()


@pytest.fixture
def mongo(small: Small) -> MongoMembers:
    """Healthy MongoDB, a stand-in."""
    return small.mongo()


def pytest_report_header() -> list[str]:
    """Report which parts are real."""
    return [
        "small: real pulumi, engine, PostgreSQL, Patroni, etcd, Redis, HAProxy; "
        "Sorcha's services and MongoDB are STAND-INS",
        *uncommitted(),
    ]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Show the rows, and write the page with --write-results."""
    if not RESULTS.rows:
        return
    terminalreporter.section("measured; in the last brackets the requirement and the duration of the row")
    for line in summary(RESULTS.rows):
        terminalreporter.write_line(line)
    if config.getoption("--write-results"):
        terminalreporter.write_line(write(RESULTS, time.monotonic() - _BEGAN))

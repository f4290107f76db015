"""Bad input on a running installation: refused or failed readably, and undone by one more `up`."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.e2e.clone import STACK, Clone
from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation
from tests.e2e.sorcha import PROBES, Sorcha

pytestmark = pytest.mark.e2e


@pytest.fixture
def clone(dev: DevDeployment) -> Iterator[Clone]:
    """The clone, whose stack file is put back."""
    text = dev.clone.stack_file.read_text()
    yield dev.clone
    dev.clone.stack_file.write_text(text)


def test_another_platform_on_this_stack_is_refused(clone: Clone, installation: Installation) -> None:
    before = installation.ids()
    clone.set("platform", "kubernetes")
    output = clone.pulumi("up", "--yes", "--skip-preview").failed().output
    assert "sorcha:deployment.platform: kubernetes" in output
    assert installation.ids() == before


def test_an_unknown_key_touches_nothing(clone: Clone, installation: Installation) -> None:
    before = installation.ids()
    clone.set("services.tennant.replicas", "2")
    output = clone.operate("up").failed().output
    assert "sorcha:deployment.services.tennant" in output
    assert "did you mean tenant?" in output
    assert installation.ids() == before


def test_a_wrong_passphrase_touches_nothing(clone: Clone, installation: Installation) -> None:
    before = installation.ids()
    wrong = clone.with_environment(PULUMI_CONFIG_PASSPHRASE="wrong")
    assert "incorrect passphrase" in wrong.operate("up").failed().output
    assert "incorrect passphrase" in wrong.pulumi("up", "--yes", "--skip-preview").failed().output
    assert installation.ids() == before


def test_an_image_that_does_not_exist_is_named_and_nothing_else_is_touched(
    clone: Clone, installation: Installation
) -> None:
    before = installation.ids()
    clone.set("services.ui.image", "sorcha-lab/no-such-image:1")
    output = clone.operate("up").failed().output
    assert "sorcha-lab/no-such-image:1" in output
    assert installation.ids() == before


def test_a_port_in_use_is_reported(clone: Clone, installation: Installation) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        clone.set("edge.port", str(port))
        early = clone.operate("up").failed().output
        assert f"port {port} of this machine" in early
        assert installation.exists("gateway-0"), "make up looks before it touches anything"
        late = clone.pulumi("up", "--yes", "--skip-preview").failed().output
        assert f"{installation.name}-gateway-0" in late
        assert f"127.0.0.1:{port}" in late
        assert "address already in use" in late


def test_a_container_that_never_gets_healthy_shows_its_last_log_lines(clone: Clone) -> None:
    """The UI with an image of another service, which refuses to start without its keys."""
    clone.set("services.ui.image", "sorcha-lab/peer-standin:1")
    with less_patience(clone):
        output = clone.operate("up").failed().output
    assert f"{STACK}-ui-0: " in output
    assert "JWT SigningKey is required" in output
    assert "last log lines" in output
    assert f"stack {STACK}: is not up" in output


@contextmanager
def less_patience(clone: Clone) -> Iterator[None]:
    """The clone's program gives the UI a tenth of the time."""
    source = clone.folder / "sorcha_infra" / "domain" / "services.py"
    text = source.read_text()
    replacement, count = re.subn(r"(probe=TcpProbe\(\),.*\n\s+start_seconds=)60", r"\g<1>6", text)
    assert count == 1, "the program has changed: where is the UI's time?"
    source.write_text(replacement)
    try:
        yield
    finally:
        source.write_text(text)


def test_one_more_up_undoes_both(clone: Clone, installation: Installation, port: int) -> None:
    clone.operate("up").ok()
    installation.await_healthy()
    sorcha = Sorcha(f"http://127.0.0.1:{port}")
    assert sorcha.get(PROBES["tenant"]).status_code == 200
    assert sorcha.get("/").status_code == 200

"""Bad input on a running installation: refused or failed readably, and undone by one more `up`."""

import socket
from collections.abc import Iterator

import pytest

from tests.e2e.clone import STACK, Clone
from tests.e2e.conftest import Deployed
from tests.e2e.installation import Installation
from tests.e2e.sorcha import PROBES, Sorcha

pytestmark = pytest.mark.e2e


@pytest.fixture
def clone(dev: Deployed) -> Iterator[Clone]:
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


def test_a_port_that_somebody_took_is_told_and_the_gateway_comes_back(
    clone: Clone, installation: Installation, port: int, dev: Deployed
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        other = taken.getsockname()[1]
        clone.set("edge.port", str(other))
        early = clone.operate("up").failed().output
        assert f"port {other} of this machine" in early
        assert installation.exists("gateway-0")
        late = clone.pulumi("up", "--yes", "--skip-preview").failed().output
        assert f"{installation.name}-gateway-0" in late
        assert f"127.0.0.1:{other}" in late
        assert "address already in use" in late
    clone.set("edge.port", str(port))
    clone.operate("up").ok()
    assert Sorcha(f"http://127.0.0.1:{dev.port}").get(PROBES["tenant"]).status_code == 200


def test_a_container_that_never_gets_healthy_shows_its_last_words(
    clone: Clone, installation: Installation, dev: Deployed
) -> None:
    """The UI with an image of another service, which refuses to start without its keys."""
    clone.set("services.ui.image", "sorcha-lab/peer-standin:1")
    output = clone.operate("up").failed().output
    assert f"{installation.name}-ui-0: " in output
    assert "JWT SigningKey is required" in output
    assert "last log lines" in output
    assert f"stack {STACK} is not up" in output
    clone.unset("services")
    clone.operate("up").ok()
    installation.await_healthy()
    assert Sorcha(f"http://127.0.0.1:{dev.port}").get("/").status_code == 200

"""Another installation with a conflicting subnet: reported by its key, without a change of this one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sorcha_infra.paths import ROOT
from tests.e2e.clone import Clone, add_stack, clone, fresh_state
from tests.e2e.installation import Installation
from tests.e2e.prod_small.production import Small

pytestmark = pytest.mark.e2e

RIVAL = "e2e-clash"


@pytest.fixture
def rival(tmp_path: Path) -> Iterator[Clone]:
    """Separate dev stack, removed afterwards."""
    checkout = clone(ROOT, tmp_path / "clone", fresh_state(tmp_path / "state"), stack=RIVAL)
    yield checkout
    Installation(RIVAL).remove_everything()


def test_a_subnet_of_another_installation_is_reported(small: Small, rival: Clone) -> None:
    before = small.installation.ids()
    add_stack(rival, {"images": {"source": "lab"}, "network": {"subnet": str(small.plan.subnet)}})
    rival.run("pulumi", "stack", "init", RIVAL).ok()
    output = rival.pulumi("up", "--yes", "--skip-preview").failed().output
    assert "sorcha:deployment.network.subnet" in output
    assert str(small.plan.subnet) in output
    assert not Installation(RIVAL).containers()
    assert small.installation.ids() == before

"""Rules over configuration judge what a plan shows, and not what a stack file promised."""

from __future__ import annotations

from typing import Any

import pytest

from tests.gates.breach import Breach
from tests.gates.observations import OBSERVATIONS, Seen, seen
from tests.harness import Plan


@pytest.mark.parametrize(("breach", "look", "there"), OBSERVATIONS)
def test_what_the_plan_shows_is_seen(breach: Breach, look: Seen, there: Any, dev: Plan) -> None:
    assert seen(breach.stack(dev), look) == there

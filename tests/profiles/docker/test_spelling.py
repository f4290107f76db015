"""Values are written as the provider reads them back; another spelling replaces on every `up`."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorcha_infra.profiles.docker.spelling import cpus, duration

NANO = 10**9


def engine_keeps(text: str) -> int:
    """`cpus` as the engine stores them: whole billionths of a core, in any form that Go's Rat reads."""
    nano = Decimal(text) * NANO
    assert nano == int(nano), f"{text} is finer than a billionth"
    return int(nano)


def provider_reads(nano: int) -> str:
    """`nanoInt64ToDecimalString` of terraform-provider-docker, in decimal arithmetic."""
    if nano == 0:
        return "0"
    text = f"{Decimal(nano) / NANO:.9f}"
    if text.count("0") == 9:
        return str((Decimal(nano) / NANO).quantize(Decimal("0.1"), ROUND_HALF_UP))
    return text.rstrip("0")


def go_duration(seconds: int) -> str:
    """`time.Duration.String` of whole seconds."""
    text, rest = f"{seconds % 60}s", seconds // 60
    if rest:
        text, rest = f"{rest % 60}m{text}", rest // 60
    return f"{rest}h{text}" if rest else text


@pytest.mark.parametrize(
    ("nano", "text"),
    [(NANO, "1.0"), (NANO // 2, "0.5"), (NANO // 20, "0.1"), (10 * NANO, "10."), (NANO // 4, "0.25")],
)
def test_the_model_of_the_provider_gives_what_was_seen(nano: int, text: str) -> None:
    """The rows of provider-semantics §1.7, so that the properties below hold against the real one."""
    assert provider_reads(nano) == text


@given(st.floats(0.1, 64))
def test_cores_come_back_as_they_were_written(cores: float) -> None:
    text = cpus(cores)
    assert provider_reads(engine_keeps(text)) == text


@given(st.floats(0.1, 64))
def test_a_limit_is_what_was_asked_for_but_for_a_hair(cores: float) -> None:
    assert abs(float(cpus(cores)) - cores) <= (0.005 if cores < 10 else 0.05) + 1e-9


@pytest.mark.parametrize("cores", [0.1, 0.25, 0.5, 1, 1.5, 1.05, 2, 10, 10.5, 20, 32, 64])
def test_what_people_ask_for_is_what_they_get(cores: float) -> None:
    assert float(cpus(cores)) == cores


@pytest.mark.parametrize("cores", [0, -1, 0.05])
def test_what_the_provider_cannot_keep_is_refused(cores: float) -> None:
    with pytest.raises(ValueError, match="cores"):
        cpus(cores)


@given(st.integers(0, 100_000))
def test_a_duration_is_in_the_form_that_go_prints(seconds: int) -> None:
    assert duration(seconds) == go_duration(seconds)

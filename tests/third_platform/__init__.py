"""A tiny platform that only the tests have: what a third platform takes, kept true by building one.

`profile.py` is its pure half, `realisation.py` the half that builds, and `registered` its entry in both
registers. It starts nothing: no provider stands behind its types.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sorcha_infra import platforms, profiles
from tests.third_platform.profile import NAME, PROFILE
from tests.third_platform.realisation import REALISATION


@contextmanager
def registered() -> Iterator[None]:
    """The platform's entry in each register."""
    with profiles.registration(PROFILE), platforms.registration(NAME, REALISATION):
        yield

"""A minimal platform for tests, which shows what a third platform needs.

`profile.py` is its profile, `realisation.py` builds, and `registered` registers both. It starts nothing,
because its types have no provider.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sorcha_infra import platforms, profiles
from tests.third_platform.profile import NAME, PROFILE
from tests.third_platform.realisation import REALISATION


@contextmanager
def registered() -> Iterator[None]:
    """Register the platform."""
    with profiles.registration(PROFILE), platforms.registration(NAME, REALISATION):
        yield

"""One scratch network with stores for all remedies."""

from collections.abc import Iterator

import pytest

from tests.e2e.remedies.bench import Bench
from tests.e2e.remedies.bench import bench as scratch_bench


@pytest.fixture(scope="session")
def stores() -> Iterator[Bench]:
    """Stores for all tests."""
    with scratch_bench() as ready:
        yield ready


@pytest.fixture
def bench(stores: Bench) -> Bench:
    """Empty stores for one test."""
    stores.clear()
    return stores

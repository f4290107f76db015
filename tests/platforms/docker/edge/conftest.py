"""One edge of each kind for all tests."""

from collections.abc import Iterator

import pytest

from tests.lab.store_lab import store_lab
from tests.platforms.docker.edge.lab import Edge


@pytest.fixture(scope="session", params=["haproxy", "nginx"])
def edge(request: pytest.FixtureRequest) -> Iterator[Edge]:
    """The real HAProxy or nginx in front of two gateways that the test plays."""
    with store_lab() as lab:
        yield Edge(lab, request.param)

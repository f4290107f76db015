"""Gateways behind the edge that fail or are replaced under load. They are stand-ins; HAProxy is real."""

import time

import pytest

from tests.e2e.installation import state
from tests.e2e.polling import wait_for
from tests.e2e.prod_small.faults import crash, kill, restarted, start
from tests.e2e.prod_small.http_load import HttpLoad
from tests.e2e.prod_small.images import derived
from tests.e2e.prod_small.production import Small
from tests.e2e.prod_small.results import Results

pytestmark = pytest.mark.e2e

GATEWAYS = {"gateway-0", "gateway-1"}
_BEFORE = 3.0
_AFTER = 8.0
"""Seconds of load around a fault, in which the edge can remove a gateway and add it again."""


def load(small: Small) -> HttpLoad:
    """Fewer clients than the edge allows per address, sockets included."""
    return HttpLoad(small.url, clients=6, sockets=4, pause=0.1)


def answering_gateways(users: HttpLoad) -> set[str]:
    """Gateways of the requests, as `gateway/<name>`."""
    return {outcome.gateway.rpartition("/")[2] for outcome in users.outcomes if outcome.gateway}


@pytest.mark.parametrize("key", ["gateway-crash", pytest.param("gateway-kill", marks=pytest.mark.quick)])
def test_a_gateway_dies_under_load(small: Small, results: Results, key: str) -> None:
    container = small.installation.container("gateway-1")
    before = state(container)["StartedAt"]
    with results.row(key) as row:
        with load(small) as users:
            time.sleep(_BEFORE)
            if key == "gateway-crash":
                crash(container)
                wait_for("a new start", lambda: restarted(container, before), 30)
            else:
                kill(container)
                time.sleep(_AFTER)
                start(container)
            small.installation.await_healthy("gateway-1")
            time.sleep(_AFTER)
        row.note(users.summary())
        assert users.failed(idempotent=True) == []
        assert max(users.reconnects().values()) <= 1
        # Cookies keep the old clients at the other gateway; new clients use both.
        with HttpLoad(small.url, clients=6, pause=0.1) as fresh:
            wait_for("both gateways", lambda: answering_gateways(fresh) == GATEWAYS, 10)


def test_both_gateways_get_another_image_under_load(small: Small, results: Results) -> None:
    before = small.installation.ids()
    small.clone.set("services.gateway.image", derived(small.installation, "sorcha-lab/gateway-standin:1"))
    with results.row("gateway-roll") as row:
        with load(small) as users:
            time.sleep(_BEFORE)
            result = small.up().ok()
            time.sleep(_AFTER)
        row.note(f"{users.summary()}; `up` took {result.seconds:.0f} s")
        assert users.failed() == []
        assert max(users.reconnects().values()) <= len(GATEWAYS)
        assert small.installation.replaced(before) == GATEWAYS

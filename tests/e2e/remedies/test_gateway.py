"""Gateway (a stand-in): it does not retry, so health checks must detect a failed destination."""

import pytest

from sorcha_infra.domain.vocabulary import ServiceName
from tests.e2e.polling import wait_for
from tests.e2e.remedies.bench import Bench, Change, unchanged

pytestmark = pytest.mark.e2e

REQUESTS = 40


def without_health_checks(environment: dict[str, str]) -> dict[str, str]:
    """Two destinations of the tenant, without health checks."""
    rest = {key: value for key, value in environment.items() if "__HealthCheck__" not in key}
    assert rest != environment, "the program sets no health checks"
    return rest


@pytest.mark.parametrize(("change", "recovery"), [(without_health_checks, False), (unchanged, True)])
def test_a_dead_tenant_costs_errors_permanently_unless_it_is_checked(
    bench: Bench, change: Change, recovery: bool
) -> None:
    tenants = [bench.start(ServiceName.TENANT, ordinal) for ordinal in range(2)]
    bench.await_healthy(*tenants)
    gateway = bench.start(ServiceName.GATEWAY, change=change, pool=ServiceName.TENANT)
    bench.await_healthy(gateway)

    def failures() -> int:
        return [bench.status(gateway, "/tenant/health") for _ in range(REQUESTS)].count(502)

    wait_for("both tenants in the rotation", lambda: failures() == 0, 30)
    tenants[1].kill()
    if recovery:
        wait_for("an end of the errors", lambda: failures() == 0, 30)
    else:
        assert failures() == REQUESTS // 2
        assert failures() == REQUESTS // 2

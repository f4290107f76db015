"""What holds for the promises of every platform."""

from __future__ import annotations

from collections.abc import Sequence

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Promise


def sound(deployment: Deployment, promises: Sequence[Promise]) -> None:
    """Asserts that promises hold together, and with what is configured."""
    by_component = {promise.component: promise for promise in promises}
    assert len(by_component) == len(promises)
    names = [name for promise in promises for name in promise.members]
    assert len(set(names)) == len(names)
    for promise in promises:
        assert promise.single_point == (promise.survives == 0)
        assert promise.copies is None or promise.copies >= max(1, promise.survives)
        assert promise.away
        assert promise.faults or promise.not_covered
        for fault in promise.faults:
            assert fault.event
            assert fault.loss
            assert fault.seconds is None or fault.seconds >= 0
    for service in deployment.services.values():
        assert by_component[f"services.{service.name}"].copies == service.replicas
    assert set(deployment.stores) <= by_component.keys()

"""The inventory of a deployment, also of one that is not built."""

from __future__ import annotations

import pytest

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.explain.survey import survey
from tests.domain.deployments import deployment

_CASES = {
    "another platform": deployment("prod-large", platform="kubernetes"),
    "managed stores on Docker": deployment("prod-large"),
    "several engines": deployment(docker={"hosts": ["ssh://a"]}),
}


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_nobody_says_where_something_runs_that_is_not_built(case: Deployment) -> None:
    inventory = survey(case)
    assert inventory.place.startswith("not built yet")
    assert (inventory.domains, inventory.volumes, inventory.members) == ((), (), ())
    assert all(part.addresses == () and part.ports == () for part in inventory.parts)


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_its_services_are_there_with_their_promises(case: Deployment) -> None:
    parts = {part.name: part for part in survey(case).parts}
    assert parts.keys() == set(ServiceName)
    for name, service in case.services.items():
        assert parts[name].copies == service.replicas
        assert parts[name].promise.component == f"services.{name}"

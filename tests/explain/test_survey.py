"""Inventory of a deployment, also of one that is not built."""

from __future__ import annotations

import pytest

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.explain.survey import survey
from tests.certificates import pair
from tests.domain.deployments import deployment

_CASES = {
    "another platform": deployment("prod-large", platform="kubernetes"),
    "managed stores on Docker": deployment("prod-large"),
    "several engines": deployment(docker={"hosts": ["ssh://a"]}),
}


def test_a_given_certificate_changes_no_part() -> None:
    """Its key is not in a readable file."""
    inventory = survey(
        deployment("prod-small", edge={"kind": "haproxy", "certificate": pair("x.example.com").chain})
    )
    assert inventory.members == survey(deployment("prod-small")).members


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_the_place_of_an_unbuilt_deployment_is_unknown(case: Deployment) -> None:
    inventory = survey(case)
    assert inventory.place.startswith("not built yet")
    assert (inventory.domains, inventory.volumes, inventory.members) == ((), (), ())
    assert all(part.addresses == () and part.ports == () for part in inventory.parts)


@pytest.mark.parametrize("case", _CASES.values(), ids=_CASES.keys())
def test_its_services_have_their_promises(case: Deployment) -> None:
    parts = {part.name: part for part in survey(case).parts}
    assert parts.keys() == set(ServiceName)
    for name, service in case.services.items():
        assert parts[name].copies == service.replicas
        assert parts[name].promise.component == f"services.{name}"

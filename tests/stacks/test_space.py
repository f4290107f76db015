"""Every accepted configuration renders and keeps every contract."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from tests.components.contracts.all import CONTRACTS
from tests.config import space
from tests.harness import render


def _pool(name: ServiceName) -> st.SearchStrategy[dict[str, Any]]:
    maximum = 1 if name is ServiceName.GATEWAY else min(3, FACTS[name].ceiling.replicas)
    return st.fixed_dictionaries(
        {}, optional={"replicas": st.integers(1, maximum), "resources": space.RESOURCES}
    )


DEPLOYMENTS = st.fixed_dictionaries(
    {"tier": st.just("dev"), "platform": st.just("docker")},
    optional={
        "installation": space.LABELS,
        "services": st.fixed_dictionaries({}, optional={str(name): _pool(name) for name in ServiceName}),
        **{
            str(name): st.fixed_dictionaries(
                {"topology": st.just("single")}, optional={"resources": space.RESOURCES}
            )
            for name in StoreName
        },
        "network": st.fixed_dictionaries({"subnet": space.subnets()}),
        "images": st.fixed_dictionaries({"source": st.sampled_from(["published", "lab"])}),
        "peer": space.PEER,
    },
)


# A fixed, small number, because a render takes half a second.
@settings(max_examples=5, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
@given(DEPLOYMENTS)
def test_what_is_accepted_renders_and_keeps_every_contract(deployment: dict[str, Any]) -> None:
    """An accepted configuration must not end in a traceback after a partial creation."""
    plan = render("any", deployment)
    problems = {contract.name: list(contract.check(plan)) for contract in CONTRACTS}
    assert {name: messages for name, messages in problems.items() if messages} == {}

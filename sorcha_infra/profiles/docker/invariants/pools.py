"""How many members a pool has."""

from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack


def pools_match_the_configuration(stack: Stack) -> Iterator[Finding]:
    """Rules judge the number in the stack file: a second validator beside it would escape them."""
    pools = stack.pools
    for service in stack.deployment.services.values():
        members = pools.get(service.name, [])
        if len(members) != service.replicas:
            yield from (
                Finding(resource, f"the pool has {len(members)} members, configured are {service.replicas}")
                # An empty pool is reported at the network, which every installation has.
                for resource in members or stack.of(Kind.NETWORK)
            )


STACK_RULES: tuple[Invariant, ...] = (pools_match_the_configuration,)

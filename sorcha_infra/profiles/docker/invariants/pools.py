"""Rule over the size of pools."""

from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack


def pools_match_configuration(stack: Stack) -> Iterator[Finding]:
    """Rules check the number in the stack file, so another number in the plan would bypass them."""
    pools = stack.pools
    for service in stack.deployment.services.values():
        members = pools.get(service.name, [])
        if len(members) != service.replicas:
            yield from (
                Finding(
                    resource,
                    f"pool {service.name} has {len(members)} members",
                    expected=f"{service.replicas}, as configured",
                )
                # An empty pool is reported for the network, which every installation has.
                for resource in members or stack.of(Kind.NETWORK)
            )


STACK_RULES: tuple[Invariant, ...] = (pools_match_configuration,)

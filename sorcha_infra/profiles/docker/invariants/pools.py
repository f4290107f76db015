"""How many members a pool has."""

from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Resource, Stack


def pools_match_the_configuration(stack: Stack) -> Iterator[Finding]:
    """Rules judge the number in the stack file: a second validator beside it would escape them."""
    pools = stack.pools
    for service in stack.deployment.services.values():
        members = pools.get(service.name, [])
        if len(members) != service.replicas:
            yield from (
                Finding(resource, f"the pool has {len(members)} members, configured are {service.replicas}")
                for resource in members or _stand_ins(stack)
            )


def _stand_ins(stack: Stack) -> Iterator[Resource]:
    """A resource to report an empty pool at."""
    yield from list(stack.of(Kind.NETWORK))[:1]


WHOLE: tuple[Invariant, ...] = (pools_match_the_configuration,)

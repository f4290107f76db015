"""Promises on Kubernetes, limited to facts of the services until the platform is built."""

from dataclasses import replace

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import AWAY, POOL, Promise, managed
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.vocabulary import StoreName

_PLATFORM_GAP = "platform kubernetes is not built yet, so no duration is promised"


def promises(deployment: Deployment) -> tuple[Promise, ...]:
    """Promises from the facts of the services, without durations."""
    pools = (
        Promise(
            component=f"{POOL}{service.name}",
            members=(),
            copies=service.replicas,
            survives=service.replicas - 1,
            failure_domains=None,
            away=FACTS[service.name].away,
            faults=(),
            not_covered=(_PLATFORM_GAP,),
            sources=FACTS[service.name].sources,
        )
        for service in deployment.services.values()
    )
    stores = (
        _managed_store(name) if store.topology == "managed" else _store(name)
        for name, store in deployment.stores.items()
    )
    return (*pools, *stores)


def _managed_store(name: StoreName) -> Promise:
    promise = managed(name, AWAY[name])
    return replace(promise, not_covered=(*promise.not_covered, _PLATFORM_GAP))


def _store(name: StoreName) -> Promise:
    return Promise(
        component=name,
        members=(),
        copies=1,
        survives=0,
        failure_domains=None,
        away=AWAY[name],
        faults=(),
        not_covered=(_PLATFORM_GAP,),
    )

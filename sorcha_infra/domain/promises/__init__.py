"""The truth of a deployment: what it survives, what it costs, and what it does not survive.

Numbers are bounds that a test holds (`Certainty.BOUND`), or say how sure they are.
"""

from collections.abc import Iterator
from dataclasses import replace

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises.pools import pools, reconciler
from sorcha_infra.domain.promises.postgres import postgres
from sorcha_infra.domain.promises.promise import Certainty, Fault, Promise, plain, summary
from sorcha_infra.domain.promises.proxies import proxies
from sorcha_infra.domain.promises.stores import mongo, redis
from sorcha_infra.domain.vocabulary import PlatformName

__all__ = ["MACHINE", "Certainty", "Fault", "Promise", "plain", "promises", "summary"]

MACHINE = "machine"
"""The promise of what everything stands on."""


def promises(deployment: Deployment) -> tuple[Promise, ...]:
    """One promise for each component, in the order in which requests pass them."""
    if deployment.platform is PlatformName.KUBERNETES:
        return tuple(_not_built(one) for one in _all(deployment))
    return (*_all(deployment), _machine())


def _all(deployment: Deployment) -> Iterator[Promise]:
    yield from proxies(deployment)
    yield from pools(deployment)
    yield reconciler()
    yield from postgres(deployment.postgres)
    yield mongo(deployment.mongo)
    yield from redis(deployment.redis)


def _machine() -> Promise:
    """One Docker engine: what no number of replicas on it changes."""
    return Promise(
        component=MACHINE,
        members=(),
        copies=1,
        survives=0,
        failure_domains=1,
        away="everything",
        faults=(
            Fault(
                event="it starts again, and the engine with it; all containers start at once, in any order",
                seconds=None,
                lost="what each component says of its own death",
                certainty=Certainty.UNKNOWN,
                proof="tests/e2e/test_65_reboot.py",
            ),
            Fault(
                event="its disk is lost",
                seconds=None,
                lost="everything since the last backup that was taken off it",
                certainty=Certainty.CONFIGURED,
            ),
        ),
        not_covered=(
            "replicas on one machine protect against the death of a process, never of the machine",
            "a container that `docker kill` or `docker stop` ended stays down until `make up`",
        ),
        sources=("decisions: Two ways to die",),
    )


def _not_built(promise: Promise) -> Promise:
    """On a platform that is not built yet nothing is promised but what the services themselves bear."""
    return replace(
        promise,
        failure_domains=None,
        faults=tuple(
            replace(fault, seconds=None, certainty=Certainty.UNKNOWN, proof=None) for fault in promise.faults
        ),
        not_covered=(*promise.not_covered, "platform kubernetes is not built yet: no seconds are promised"),
    )

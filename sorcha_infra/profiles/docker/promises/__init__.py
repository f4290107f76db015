"""What a deployment on one Docker engine survives, what it costs, and what it does not survive.

Numbers are bounds that a test holds (`Certainty.BOUND`), or say how sure they are.
"""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Certainty, Fault, Promise
from sorcha_infra.profiles.docker.promises.pools import pools, reconciler
from sorcha_infra.profiles.docker.promises.postgres import postgres
from sorcha_infra.profiles.docker.promises.proxies import proxies
from sorcha_infra.profiles.docker.promises.stores import mongo, redis

MACHINE = "machine"
"""The promise of what everything stands on."""


def promises(deployment: Deployment) -> tuple[Promise, ...]:
    """One promise for each component, in the order in which requests pass them."""
    return (*_component_promises(deployment), _machine())


def _component_promises(deployment: Deployment) -> Iterator[Promise]:
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
                loss="what each component says of its own death",
                certainty=Certainty.UNKNOWN,
                proof="tests/e2e/dev/test_65_reboot.py",
            ),
            Fault(
                event="its disk is lost",
                seconds=None,
                loss="everything since the last backup that was taken off it",
                certainty=Certainty.CONFIGURED,
            ),
        ),
        not_covered=(
            "replicas on one machine protect against the death of a process, never of the machine",
            "a container that `docker kill` or `docker stop` ended stays down until `make up`",
        ),
        sources=("decisions: Two ways to die",),
        description="one Docker engine",
    )

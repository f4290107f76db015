"""Promises of a deployment on one Docker engine; each recovery time states its evidence."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import Fault, Promise, RecoveryKind
from sorcha_infra.profiles.docker.promises.pools import pools, reconciler
from sorcha_infra.profiles.docker.promises.postgres import postgres
from sorcha_infra.profiles.docker.promises.proxies import proxies
from sorcha_infra.profiles.docker.promises.stores import mongo, redis

MACHINE = "machine"
"""Component of the machine's own promise."""


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
    """The one Docker engine; no number of replicas on it changes this promise."""
    return Promise(
        component=MACHINE,
        members=(),
        copies=1,
        survives=0,
        failure_domains=1,
        away="everything",
        faults=(
            Fault(
                event="the engine or the machine restarts, and all containers start in any order",
                seconds=70,
                loss="per component, as for its own death",
                kind=RecoveryKind.MEASURED,
                proof="tests/e2e/dev/test_65_reboot.py",
            ),
            Fault(
                event="its disk is lost",
                seconds=None,
                loss="all data since the last backup outside the machine",
                kind=RecoveryKind.ESTIMATE,
            ),
        ),
        not_covered=(
            "one machine is one failure domain: replicas on it protect against the failure of a process only",
            "a container ended by `docker kill` or `docker stop` stays down until `make up`",
        ),
        sources=("decisions: Two ways to die", "verified §i"),
        description="one Docker engine",
    )

"""What the pools of the services promise, and the reconciler beside them."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone, Peer
from sorcha_infra.domain.identities import RECONCILER
from sorcha_infra.domain.promises import POOL, Certainty, Fault, Promise, members
from sorcha_infra.domain.routing import PROBE_MISSES, PROBE_SECONDS
from sorcha_infra.domain.services import FACTS, ServiceFacts
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.profiles.docker.haproxy import REPEATABLE_BODY

_CRASH = "tests/e2e/dev/test_60_crash.py"
_REGISTERS = "tests/e2e/dev/test_26_registers.py"


def pools(deployment: Deployment) -> Iterator[Promise]:
    """One for each service, in the guide's order."""
    for service in deployment.services.values():
        facts = FACTS[service.name]
        yield Promise(
            component=f"{POOL}{service.name}",
            members=members(service.name, service.replicas),
            copies=service.replicas,
            survives=service.replicas - 1,
            failure_domains=1,
            away=facts.away,
            faults=(_death(facts, service.replicas, deployment),),
            not_covered=tuple(_not_covered(facts, service.replicas, deployment)),
            sources=facts.sources,
        )


def _death(facts: ServiceFacts, replicas: int, deployment: Deployment) -> Fault:
    if replicas == 1:
        return Fault(
            event="its one process dies; the engine starts it again",
            seconds=facts.restart_seconds,
            loss=facts.lost_with_it,
            certainty=Certainty.UNKNOWN if facts.restart_seconds is None else Certainty.SEEN,
            proof=_CRASH,
        )
    if facts.name is not ServiceName.GATEWAY:
        return Fault(
            event="one replica dies; the gateways find out",
            seconds=PROBE_SECONDS * PROBE_MISSES,
            loss=f"{facts.lost_with_it}; requests that a gateway gives to it meanwhile fail",
            certainty=Certainty.CONFIGURED,
            proof="tests/e2e/dev/test_50_scale.py",
        )
    if deployment.edge.kind == "nginx":
        return Fault(
            event="one gateway dies; nginx finds out by a request that fails",
            seconds=None,
            loss="requests under way that are not idempotent; sockets, which connect again",
            certainty=Certainty.UNKNOWN,
        )
    return Fault(
        event="one gateway dies; the edge repeats what is idempotent on another",
        seconds=0,
        loss=f"requests under way that are not idempotent, or that bring more than {REPEATABLE_BODY} bytes; "
        "sockets, which connect again",
        certainty=Certainty.BOUND,
        proof="gateway-kill",
    )


def _not_covered(facts: ServiceFacts, replicas: int, deployment: Deployment) -> Iterator[str]:
    if replicas > facts.ceiling.replicas:
        yield f"more than {facts.ceiling.replicas}: {facts.ceiling.reason}"
    match facts.name:
        case ServiceName.GATEWAY if isinstance(deployment.edge, EdgeNone):
            yield "replacing the one gateway (its image, a setting) is an outage of some seconds"
        case ServiceName.TENANT if replicas > 1:
            yield "a sign-in that began on the replica that died begins again (its challenge is in memory)"
        case ServiceName.WALLET:
            yield "its keys are on one volume: without it and a backup every wallet is lost for good"
        case ServiceName.REGISTER if replicas > 1:
            yield "each replica's index of participants is its own: look-ups by address can differ"
        case ServiceName.VALIDATOR:
            yield (
                "it is stopped while the register is silent, because it would begin a register anew "
                "(contract §1.8); between the first silence and the stop lie up to 11 s, and a register "
                "that comes back just then can still be set back"
            )
        case ServiceName.PEER:
            yield from _isolation(deployment.peer)
        case _:
            return


def _isolation(peer: Peer) -> Iterator[str]:
    if peer.external_address is None:
        yield "isolated: without peer.externalAddress no other node reaches this one"
    if not peer.seeds:
        yield "isolated: without peer.seeds it asks nobody; others must name this node as their seed"


def reconciler() -> Promise:
    """Not a service of Sorcha's, but dockets stop without it."""
    return Promise(
        component=RECONCILER,
        members=members(RECONCILER, 1),
        copies=1,
        survives=0,
        failure_domains=1,
        away="new dockets, a minute after it died, of registers that the validator began itself",
        faults=(
            Fault(
                event="its process dies; the engine starts it again",
                seconds=0,
                loss="nothing: a registration outlives it by up to 60 s",
                certainty=Certainty.CONFIGURED,
                proof=_REGISTERS,
            ),
        ),
        not_covered=("registers whose owner approves validators: the owner must approve this one",),
        sources=("verified §g", "jobs/reconciler.pl"),
    )

"""Promises of the services' pools and of the reconciler."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone, Peer
from sorcha_infra.domain.identities import RECONCILER
from sorcha_infra.domain.promises import POOL, Fault, Promise, RecoveryKind, members
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
            meanwhile="requests go to the other replicas" if service.replicas > 1 else "",
            faults=(_death(facts, service.replicas, deployment),),
            not_covered=tuple(_not_covered(facts, service.replicas, deployment)),
            sources=facts.sources,
        )


def _death(facts: ServiceFacts, replicas: int, deployment: Deployment) -> Fault:
    if replicas == 1:
        return Fault(
            event="its only process dies and the engine restarts it",
            seconds=facts.restart_seconds,
            loss=facts.lost_with_it,
            kind=RecoveryKind.UNKNOWN if facts.restart_seconds is None else RecoveryKind.MEASURED,
            proof=_CRASH,
        )
    if facts.name is not ServiceName.GATEWAY:
        return Fault(
            event="one replica dies and the gateways stop using it",
            seconds=PROBE_SECONDS * PROBE_MISSES,
            loss="; ".join(_losses(facts)),
            kind=RecoveryKind.ESTIMATE,
            proof="tests/e2e/dev/test_50_scale.py",
        )
    if deployment.edge.kind == "nginx":
        return Fault(
            event="one gateway dies and nginx detects it by a failed request",
            seconds=None,
            loss="requests in flight that are not idempotent; WebSockets, which reconnect",
            kind=RecoveryKind.UNKNOWN,
        )
    return Fault(
        event="one gateway dies and the edge repeats idempotent requests on another",
        seconds=0,
        loss=f"requests in flight that are not idempotent or larger than {REPEATABLE_BODY} bytes; "
        "WebSockets, which reconnect",
        kind=RecoveryKind.BOUND,
        proof="gateway-kill",
    )


def _losses(facts: ServiceFacts) -> Iterator[str]:
    yield "requests that reach it before that"
    if not facts.lost_with_it.startswith("nothing"):
        yield facts.lost_with_it


def _not_covered(facts: ServiceFacts, replicas: int, deployment: Deployment) -> Iterator[str]:
    if replicas > facts.ceiling.replicas:
        yield f"more than {facts.ceiling.replicas}: {facts.ceiling.reason}"
    match facts.name:
        case ServiceName.GATEWAY if isinstance(deployment.edge, EdgeNone):
            yield "a replacement of the only gateway (its image, a setting) is an outage of some seconds"
        case ServiceName.TENANT if replicas > 1:
            yield "a sign-in that began on the lost replica must be repeated (its challenge is in memory)"
        case ServiceName.WALLET:
            yield "all keys are on one volume: without it and a backup all wallets are lost permanently"
        case ServiceName.VALIDATOR:
            yield (
                "it is stopped while the register does not answer, because it would start the register "
                "again from docket 0 (contract §1.8); a register that returns within the 11 s before the "
                "stop can still lose its height"
            )
        case ServiceName.BLUEPRINT:
            yield "without outbound internet it restarts every 37 s and loses its memory (verified §i)"
        case ServiceName.REGISTER:
            if replicas > 1:
                yield "each replica has its own index of participants: look-ups by address can differ"
            yield "after 45 s without MongoDB it stops itself and the engine restarts it (verified §i)"
        case ServiceName.PEER:
            yield from _isolation(deployment.peer)
        case _:
            return


def _isolation(peer: Peer) -> Iterator[str]:
    if peer.external_address is None:
        yield "isolated: without peer.externalAddress no other node can reach it"
    if not peer.seeds:
        yield "isolated: without peer.seeds it contacts no node; another node must have it as a seed"


def reconciler() -> Promise:
    """The reconciler: not a service of Sorcha, but dockets stop without it."""
    return Promise(
        component=RECONCILER,
        members=members(RECONCILER, 1),
        copies=1,
        survives=0,
        failure_domains=1,
        away="new dockets of registers that the validator created, one minute after its death",
        faults=(
            Fault(
                event="its process dies and the engine restarts it",
                seconds=0,
                loss="nothing: a registration stays valid for 60 s",
                kind=RecoveryKind.ESTIMATE,
                proof=_REGISTERS,
            ),
        ),
        not_covered=("registers with an approval list: their owner must approve this validator",),
        sources=("verified §g", "jobs/reconciler.pl"),
    )

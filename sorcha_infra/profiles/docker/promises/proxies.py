"""Promises of the edge and of the proxies: single points without data, restarted within seconds."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.domain.promises import Fault, Promise, RecoveryKind, members
from sorcha_infra.domain.topology import PostgresPrimaryReplica, RedisSentinel

_BOUND_SECONDS = 15
_LOSS = "requests in flight; connections end and clients reconnect"

_NGINX_LIMITS = (
    "nginx has no health checks: it detects a dead gateway by requests that fail, and a frozen one by "
    "requests that time out, each time, and it keeps the frozen gateway's WebSockets",
    "nginx accepts WebSockets over HTTP/1.1 only, which browsers then use",
    "nginx assigns clients to gateways by a hash: a new number of gateways reassigns some of them",
    "nginx closes idle connections at a reload: a request sent at that moment fails",
    "nginx cannot drain a gateway: a POST that waits in the queue of a stopping gateway fails",
)


def proxies(deployment: Deployment) -> Iterator[Promise]:
    """The load balancer and the proxies in front of stores that fail over."""
    edge = deployment.edge
    if not isinstance(edge, EdgeNone):
        limits = _NGINX_LIMITS if edge.kind == "nginx" else ()
        yield _proxy("edge", "every request of a user", "edge", "one address, one process", *limits)
    if isinstance(deployment.postgres, PostgresPrimaryReplica):
        yield _proxy(
            "postgres-proxy", "sign-ins and wallets, because PostgreSQL cannot be reached", "postgres-proxy"
        )
    if isinstance(deployment.redis, RedisSentinel):
        yield _proxy(
            "redis-proxy",
            "submissions, sign-ins and events, because Redis cannot be reached",
            "redis-proxy",
        )


def _proxy(role: str, away: str, row: str, *not_covered: str) -> Promise:
    return Promise(
        component=role,
        members=members(role, 1),
        copies=1,
        survives=0,
        failure_domains=1,
        away=away,
        faults=(
            Fault(
                event="its process dies and the engine restarts it",
                seconds=_BOUND_SECONDS,
                loss=_LOSS,
                kind=RecoveryKind.BOUND,
                proof=f"{row}-crash",
            ),
            Fault(
                event="its image or port changes and it is replaced",
                seconds=_BOUND_SECONDS,
                loss=_LOSS,
                kind=RecoveryKind.ESTIMATE,
                proof=f"{row}-image",
            ),
            Fault(
                event="its settings or certificate change and it reloads them",
                seconds=0,
                loss="nothing",
                kind=RecoveryKind.ESTIMATE,
            ),
        ),
        not_covered=not_covered,
        sources=("recipes §5.2",),
    )

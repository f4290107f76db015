"""What the proxies promise: each a single point, back within seconds, holding nothing."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.domain.promises import Certainty, Fault, Promise, members
from sorcha_infra.domain.topology import PostgresPrimaryReplica, RedisSentinel

_BOUND_SECONDS = 15
_LOSS = "nothing but what was under way: connections end and are made again"

_NGINX_LIMITS = (
    "nginx asks nobody: a gateway that died is found by requests that fail or wait for their time-out, and "
    "one that is frozen costs them that each time and keeps its sockets",
    "nginx takes WebSockets over HTTP/1.1 alone, which browsers then use",
    "nginx knows clients by a hash: another number of gateways moves some of them",
    "nginx closes idle connections at a reload: a request that is just being sent on one fails",
    "nginx is not told that a gateway is about to be replaced: a POST that the gateway has not accepted yet "
    "when it stops fails",
)


def proxies(deployment: Deployment) -> Iterator[Promise]:
    """The load balancer and the proxies in front of stores that fail over."""
    edge = deployment.edge
    if not isinstance(edge, EdgeNone):
        limits = _NGINX_LIMITS if edge.kind == "nginx" else ()
        yield _proxy("edge", "everything: no request comes in", "edge", "one address, one process", *limits)
    if isinstance(deployment.postgres, PostgresPrimaryReplica):
        yield _proxy("postgres-proxy", "sign-ins and wallets: PostgreSQL is not reached", "postgres-proxy")
    if isinstance(deployment.redis, RedisSentinel):
        yield _proxy(
            "redis-proxy",
            "submissions, sign-ins, events: Redis is reached only by clients that ask the Sentinels",
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
                event="its process dies; the engine starts it again",
                seconds=_BOUND_SECONDS,
                loss=_LOSS,
                certainty=Certainty.BOUND,
                proof=f"{row}-crash",
            ),
            Fault(
                event="its image or its port changes: a new container, a short outage",
                seconds=_BOUND_SECONDS,
                loss=_LOSS,
                certainty=Certainty.CONFIGURED,
                proof=f"{row}-image",
            ),
            Fault(
                event="its settings or its certificate change: reloaded",
                seconds=0,
                loss="nothing",
                certainty=Certainty.CONFIGURED,
            ),
        ),
        not_covered=not_covered,
        sources=("recipes §5.2",),
    )

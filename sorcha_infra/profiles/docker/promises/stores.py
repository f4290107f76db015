"""Promises of MongoDB and Redis."""

from collections.abc import Iterator

from sorcha_infra.domain.promises import (
    AWAY,
    Fault,
    Promise,
    RecoveryKind,
    majority_survives,
    managed,
    members,
)
from sorcha_infra.domain.topology import (
    Mongo,
    MongoReplicaSet,
    MongoSingle,
    Redis,
    RedisSentinel,
    RedisSingle,
)
from sorcha_infra.domain.vocabulary import StoreName

_CRASH = "tests/e2e/dev/test_60_crash.py"
_STAND_IN = (
    "recovery times and losses of MongoDB are not tested: the tests run a stand-in, which proves the wiring"
)

_FAIL_OVER = (
    "reads continue; a sign-in fails (500, or 401 with the right password) or waits up to 30 s: repeat it; "
    "/api/health may answer 503 once"
)
"""Seen with the real services under load (verified §i)."""

RESTART_SECONDS = 10
"""From the death of a store's process to its first answer: the bound of PostgreSQL's row `pg-crash`."""


def mongo(spec: Mongo) -> Promise:
    """MongoDB."""
    match spec:
        case MongoSingle():
            return Promise(
                component="mongo",
                members=members("mongo", 1),
                copies=1,
                survives=0,
                failure_domains=1,
                away=AWAY[StoreName.MONGO],
                faults=(
                    Fault(
                        event="its process dies and the engine restarts it",
                        seconds=RESTART_SECONDS,
                        loss="nothing: a write is acknowledged when it is in the journal",
                        kind=RecoveryKind.UNKNOWN,
                        proof=_CRASH,
                    ),
                ),
                not_covered=("the loss of its volume: the ledger since the last backup", _STAND_IN),
                sources=("recipes §3.2",),
            )
        case MongoReplicaSet():
            return Promise(
                component="mongo",
                members=members("mongo", spec.members),
                copies=spec.members,
                survives=majority_survives(spec.members),
                failure_domains=1,
                away=AWAY[StoreName.MONGO],
                meanwhile="registers answer with delay or fail once; reads took up to 17 s with the stand-in",
                faults=(
                    Fault(
                        event="the primary dies and the others elect a new one",
                        seconds=12,
                        loss="nothing: a write is acknowledged by a majority",
                        kind=RecoveryKind.VENDOR,
                        proof="mongo-kill",
                    ),
                    Fault(
                        event="a secondary dies",
                        seconds=0,
                        loss="nothing",
                        kind=RecoveryKind.VENDOR,
                        proof="mongo-kill",
                    ),
                    Fault(
                        event="a majority of the members is lost; the rest can be read only",
                        seconds=None,
                        loss="nothing",
                        kind=RecoveryKind.VENDOR,
                        proof="mongo-two",
                    ),
                    Fault(
                        event="a member loses its volume and copies the data from the others",
                        seconds=0,
                        loss="nothing",
                        kind=RecoveryKind.VENDOR,
                        proof="mongo-wipe",
                    ),
                ),
                not_covered=(_STAND_IN,),
                sources=("recipes §3.2", "recipes §8 M1 to M5"),
            )
        case _:
            return managed("mongo", AWAY[StoreName.MONGO])


def redis(spec: Redis) -> Iterator[Promise]:
    """Redis, and its Sentinels if any."""
    match spec:
        case RedisSingle():
            yield Promise(
                component="redis",
                members=members("redis", 1),
                copies=1,
                survives=0,
                failure_domains=1,
                away=AWAY[StoreName.REDIS],
                faults=(
                    Fault(
                        event="its process dies and the engine restarts it",
                        seconds=RESTART_SECONDS,
                        loss="writes of the last second (appendfsync everysec)",
                        kind=RecoveryKind.ESTIMATE,
                        proof=_CRASH,
                    ),
                ),
                not_covered=("the loss of its volume: submissions in flight, streams, revoked tokens",),
                sources=("contract §2.8", "recipes §4.2"),
            )
        case RedisSentinel():
            yield _redis_set(spec)
            yield _sentinels(spec)
        case _:
            yield managed("redis", AWAY[StoreName.REDIS])


def _redis_set(spec: RedisSentinel) -> Promise:
    return Promise(
        component="redis",
        members=members("redis", spec.members),
        copies=spec.members,
        # A master accepts writes only with enough connected replicas (min-replicas-to-write, redis-proxy).
        survives=majority_survives(spec.members),
        failure_domains=1,
        away=AWAY[StoreName.REDIS],
        meanwhile=_FAIL_OVER,
        faults=(
            Fault(
                event="the master dies and the Sentinels promote a replica",
                seconds=8,
                loss="writes of its last second: replication is asynchronous",
                kind=RecoveryKind.BOUND,
                proof="redis-kill",
            ),
            Fault(
                event="the master and one Sentinel die together",
                seconds=8,
                loss="writes of its last second",
                kind=RecoveryKind.BOUND,
                proof="redis-two",
            ),
            Fault(
                event="the master dies while no name server answers",
                seconds=8,
                loss="writes of its last second",
                kind=RecoveryKind.BOUND,
                proof="redis-dns",
            ),
            Fault(
                event="the old master returns as a replica and accepts no write",
                seconds=1,
                loss="nothing",
                kind=RecoveryKind.BOUND,
                proof="redis-returns",
            ),
            Fault(
                event="all of Redis and the Sentinels die and start in any order",
                seconds=60,
                loss="writes of the last second (appendfsync everysec)",
                kind=RecoveryKind.BOUND,
                proof="redis-blackout",
            ),
        ),
        not_covered=(
            "without a majority of the members the master refuses writes",
            "a write that was acknowledged and had not reached a replica when the master died",
        ),
        sources=("recipes §4.2", "recipes §8 R1 to R6", "verified §d", "verified §i"),
    )


def _sentinels(spec: RedisSentinel) -> Promise:
    survives = majority_survives(spec.sentinels)
    return Promise(
        component="sentinel",
        members=members("sentinel", spec.sentinels),
        copies=spec.sentinels,
        survives=survives,
        failure_domains=1,
        away="fail-over of Redis; a running master continues",
        meanwhile="no effect on users",
        faults=(
            Fault(
                event=f"up to {survives} die",
                seconds=0,
                loss="nothing",
                kind=RecoveryKind.ESTIMATE,
                proof="redis-two",
            ),
            Fault(
                event="a majority is lost; no replica is promoted until it is back",
                seconds=None,
                loss="nothing",
                kind=RecoveryKind.ESTIMATE,
                proof=None,
            ),
        ),
        not_covered=(
            "a frozen Sentinel reports the old master for a moment after it continues",
            "a starting member of Redis waits until a majority of the Sentinels answers",
        ),
        sources=("recipes §4.2",),
    )

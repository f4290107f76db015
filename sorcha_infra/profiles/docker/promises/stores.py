"""What MongoDB and Redis promise."""

from collections.abc import Iterator

from sorcha_infra.domain.promises import (
    AWAY,
    Certainty,
    Fault,
    Promise,
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
_STAND_IN = "seconds and losses of MongoDB: the tests run a stand-in, which shows the wiring only"

RESTART_SECONDS = 10
"""A store's process that died, until it answers again: the bound of the same fault of PostgreSQL."""


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
                        event="its process dies; the engine starts it again",
                        seconds=RESTART_SECONDS,
                        loss="nothing: writes are acknowledged from the journal",
                        certainty=Certainty.UNKNOWN,
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
                faults=(
                    Fault(
                        event="the primary dies; the others elect another",
                        seconds=12,
                        loss="nothing: writes are acknowledged by a majority",
                        certainty=Certainty.DOCUMENTED,
                        proof="mongo-kill",
                    ),
                    Fault(
                        event="a secondary dies",
                        seconds=0,
                        loss="nothing",
                        certainty=Certainty.DOCUMENTED,
                        proof="mongo-kill",
                    ),
                    Fault(
                        event="a majority of the members is lost; what is left can be read",
                        seconds=None,
                        loss="nothing",
                        certainty=Certainty.DOCUMENTED,
                        proof="mongo-two",
                    ),
                    Fault(
                        event="a member loses its volume; it is filled again from the others",
                        seconds=0,
                        loss="nothing",
                        certainty=Certainty.DOCUMENTED,
                        proof="mongo-wipe",
                    ),
                ),
                not_covered=(_STAND_IN,),
                sources=("recipes §3.2", "recipes §8 M1 to M5"),
            )
        case _:
            return managed("mongo", AWAY[StoreName.MONGO])


def redis(spec: Redis) -> Iterator[Promise]:
    """Redis and, where there are any, its Sentinels."""
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
                        event="its process dies; the engine starts it again",
                        seconds=RESTART_SECONDS,
                        loss="at most the last second of writes (appendfsync everysec)",
                        certainty=Certainty.CONFIGURED,
                        proof=_CRASH,
                    ),
                ),
                not_covered=("the loss of its volume: submissions under way, streams, revoked tokens",),
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
        # A master takes writes only while enough replicas are with it (redis-proxy, min-replicas).
        survives=majority_survives(spec.members),
        failure_domains=1,
        away=AWAY[StoreName.REDIS],
        faults=(
            Fault(
                event="the master dies; the Sentinels choose another and the proxy follows",
                seconds=8,
                loss="what it acknowledged in its last moment: replicas are not waited for",
                certainty=Certainty.BOUND,
                proof="redis-kill",
            ),
            Fault(
                event="the master and one Sentinel die together",
                seconds=8,
                loss="what it acknowledged in its last moment",
                certainty=Certainty.BOUND,
                proof="redis-two",
            ),
            Fault(
                event="the master dies while no name server answers",
                seconds=8,
                loss="what it acknowledged in its last moment",
                certainty=Certainty.BOUND,
                proof="redis-dns",
            ),
            Fault(
                event="the old master returns; it is a replica and takes no write",
                seconds=1,
                loss="nothing",
                certainty=Certainty.BOUND,
                proof="redis-returns",
            ),
            Fault(
                event="all of Redis and the Sentinels die and start in any order",
                seconds=60,
                loss="nothing but the last second of writes (appendfsync everysec)",
                certainty=Certainty.BOUND,
                proof="redis-blackout",
            ),
        ),
        not_covered=(
            "a master that is alone takes no writes: without a majority of the members there are none",
            "a write that was acknowledged and had not reached a replica when the master died",
        ),
        sources=("recipes §4.2", "recipes §8 R1 to R6", "verified §d"),
    )


def _sentinels(spec: RedisSentinel) -> Promise:
    survives = majority_survives(spec.sentinels)
    return Promise(
        component="sentinel",
        members=members("sentinel", spec.sentinels),
        copies=spec.sentinels,
        survives=survives,
        failure_domains=1,
        away="fail-over of Redis; a master that runs goes on",
        faults=(
            Fault(
                event=f"up to {survives} die",
                seconds=0,
                loss="nothing",
                certainty=Certainty.CONFIGURED,
                proof="redis-two",
            ),
            Fault(
                event="a majority is lost: nobody is made master until it is back",
                seconds=None,
                loss="nothing",
                certainty=Certainty.CONFIGURED,
                proof=None,
            ),
        ),
        not_covered=(
            "a Sentinel that is frozen and thaws believes for a moment what was true before",
            "a member of Redis that starts waits until a majority of them answers",
        ),
        sources=("recipes §4.2",),
    )

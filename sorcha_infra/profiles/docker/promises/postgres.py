"""Promises of PostgreSQL, and of etcd, which its automatic fail-over needs."""

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
from sorcha_infra.domain.topology import Postgres, PostgresPrimaryReplica, PostgresSingle
from sorcha_infra.domain.vocabulary import Failover, StoreName
from sorcha_infra.profiles.docker.promises.stores import RESTART_SECONDS

_CRASH = "tests/e2e/dev/test_60_crash.py"

_BREAKS = (
    ("the primary dies and a replica is promoted", 25, "pg-kill"),
    ("the primary is stopped gracefully and hands over first", 6, "pg-stop"),
    ("an operator runs a switch-over", 5, "pg-switch"),
    ("the primary's server process crashes", 10, "pg-crash"),
    ("the primary freezes; after it continues it accepts no write", 25, "pg-pause"),
    ("the primary is cut off the network; never two primaries", 25, "pg-cut"),
    ("a replica dies; writes wait until the primary continues without it", 20, "pg-replica"),
    ("all members and etcd die and start in any order", 60, "pg-blackout"),
)
"""Event, bound in seconds, row; no acknowledged write is lost in any of them."""

_FAIL_OVER = (
    "registers and blueprints can be read; the wallet list waits up to 12 s, the sign-in page up to 17 s; "
    "a signature that takes longer than 10 s fails (500) and its workflow action is refused (400): repeat it"
)
"""Seen with the real services under load (verified §i)."""

_TWO_AT_ONCE = (
    "the primary and its synchronous replica die at once: no replica is promoted until one of them is back "
    "(ten seconds apart, both losses are tolerated)"
)


def postgres(spec: Postgres) -> Iterator[Promise]:
    """PostgreSQL, and its etcd if any."""
    match spec:
        case PostgresSingle():
            yield Promise(
                component="postgres",
                members=members("postgres", 1),
                copies=1,
                survives=0,
                failure_domains=1,
                away=AWAY[StoreName.POSTGRES],
                faults=(
                    Fault(
                        event="its process dies and the engine restarts it",
                        seconds=RESTART_SECONDS,
                        loss="nothing: a write is acknowledged when it is on disk",
                        kind=RecoveryKind.ESTIMATE,
                        proof=_CRASH,
                    ),
                ),
                not_covered=("the loss of its volume: accounts and wallets since the last backup",),
                sources=("recipes §2.1", "recipes §8 P1"),
            )
        case PostgresPrimaryReplica(failover=Failover.AUTOMATIC):
            yield _automatic(spec)
            yield _etcd(spec)
        case PostgresPrimaryReplica():
            yield _manual(spec)
        case _:
            yield managed("postgres", AWAY[StoreName.POSTGRES])


def _automatic(spec: PostgresPrimaryReplica) -> Promise:
    return Promise(
        component="postgres",
        members=members("postgres", 1 + spec.replicas),
        copies=1 + spec.replicas,
        survives=1,  # the primary waits for one replica, whatever their number (synchronous_node_count)
        failure_domains=1,
        away=AWAY[StoreName.POSTGRES],
        meanwhile=_FAIL_OVER,
        faults=(
            *(
                Fault(event=event, seconds=seconds, loss="nothing", kind=RecoveryKind.BOUND, proof=row)
                for event, seconds, row in _BREAKS
            ),
            Fault(
                event="a member loses its volume and is cloned from the primary",
                seconds=25,
                loss="nothing",
                kind=RecoveryKind.ESTIMATE,
                proof="pg-wipe-primary",
            ),
            Fault(
                event="a replica is down longer than the primary keeps its log and is cloned again",
                seconds=25,
                loss="nothing",
                kind=RecoveryKind.ESTIMATE,
                proof="wal-full",
            ),
        ),
        not_covered=(
            "a primary without a synchronous replica continues alone: its new writes are on one copy, and no "
            "replica is promoted if it dies before one has caught up",
            "a returned replica can be promoted about ten seconds after it streams again, once Patroni has "
            "recorded it as synchronous",
            "a full disk: writes are refused until there is room, without a fail-over and without a loss",
            "traffic between members, Patroni and etcd is not encrypted; it uses passwords and stays in the "
            "network of the installation",
            "Patroni has no hardware watchdog: a primary with a hung agent is stopped from writing by the "
            "proxy and by its synchronous replica, not by a reset",
            *((_TWO_AT_ONCE,) if spec.replicas > 1 else ()),
        ),
        sources=("recipes §2.3", "recipes §8 P1 to P11", "verified §c", "verified §i"),
    )


def _manual(spec: PostgresPrimaryReplica) -> Promise:
    return Promise(
        component="postgres",
        members=members("postgres", 1 + spec.replicas),
        copies=1 + spec.replicas,
        survives=0,
        failure_domains=1,
        away=AWAY[StoreName.POSTGRES],
        faults=(
            Fault(
                event="the primary's server process crashes and the engine restarts it",
                seconds=RESTART_SECONDS,
                loss="nothing",
                kind=RecoveryKind.ESTIMATE,
                proof=_CRASH,
            ),
            Fault(
                event="the primary is lost; an operator must promote a replica",
                seconds=None,
                loss="writes that had not reached the promoted replica",
                kind=RecoveryKind.ESTIMATE,
                proof="tests/lab/test_stores_postgres_manual.py",
            ),
        ),
        not_covered=("automatic fail-over: postgres.failover is manual",),
        sources=("recipes §2.2",),
    )


def _etcd(spec: PostgresPrimaryReplica) -> Promise:
    count = spec.etcd_members
    survives = majority_survives(count)
    return Promise(
        component="etcd",
        members=members("etcd", count),
        copies=count,
        survives=survives,
        failure_domains=1,
        away="fail-over of PostgreSQL; a running primary continues while all its members see each other",
        meanwhile="no effect on users",
        faults=(
            Fault(
                event="one member dies", seconds=1, loss="nothing", kind=RecoveryKind.BOUND, proof="etcd-one"
            ),
            Fault(
                event="all members are down for 25 s; the primary continues",
                seconds=1,
                loss="nothing",
                kind=RecoveryKind.BOUND,
                proof="etcd-all",
            ),
        ),
        not_covered=("without a majority, the primary stops writing when it loses sight of another member",),
        sources=("recipes §2.3", "recipes §8 P8"),
    )

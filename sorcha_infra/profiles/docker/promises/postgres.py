"""What PostgreSQL promises, and etcd, which its automatic fail-over hangs on."""

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
from sorcha_infra.domain.topology import Postgres, PostgresPrimaryReplica, PostgresSingle
from sorcha_infra.domain.vocabulary import Failover, StoreName
from sorcha_infra.profiles.docker.promises.stores import RESTART_SECONDS

_CRASH = "tests/e2e/dev/test_60_crash.py"

_BREAKS = (
    ("the primary dies; a replica takes over", 25, "pg-kill"),
    ("the primary is stopped gracefully; it hands over first", 6, "pg-stop"),
    ("an operator switches over", 5, "pg-switch"),
    ("the primary's server process crashes", 10, "pg-crash"),
    ("the primary freezes; thawed, it takes no write", 25, "pg-pause"),
    ("the primary is cut off the network; there are never two", 25, "pg-cut"),
    ("a replica dies; writers wait until it is not waited for any more", 20, "pg-replica"),
    ("all members and etcd die and start in any order", 60, "pg-blackout"),
)
"""Event, bound in seconds, row: nothing that was acknowledged is lost in any of them."""

_TWO_AT_ONCE = (
    "the primary and the one replica that it waits for die at once: nobody is promoted until one of them is "
    "back; one after the other they may, some ten seconds apart"
)


def postgres(spec: Postgres) -> Iterator[Promise]:
    """PostgreSQL and, where it has one, its etcd."""
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
                        event="its process dies; the engine starts it again",
                        seconds=RESTART_SECONDS,
                        loss="nothing: writes are acknowledged from the log on disk",
                        certainty=Certainty.CONFIGURED,
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
        survives=1,  # Patroni has the primary wait for one replica, however many there are
        failure_domains=1,
        away=AWAY[StoreName.POSTGRES],
        faults=(
            *(
                Fault(event=event, seconds=seconds, loss="nothing", certainty=Certainty.BOUND, proof=row)
                for event, seconds, row in _BREAKS
            ),
            Fault(
                event="a member loses its volume; it is cloned from the primary, never made anew",
                seconds=25,
                loss="nothing",
                certainty=Certainty.CONFIGURED,
                proof="pg-wipe-primary",
            ),
            Fault(
                event="a replica was away for longer than the primary keeps its log; it is cloned anew",
                seconds=25,
                loss="nothing",
                certainty=Certainty.CONFIGURED,
                proof="wal-full",
            ),
        ),
        not_covered=(
            "while no replica is in step the primary goes on alone: what is acknowledged then is on one "
            "copy, and nobody is promoted if it dies before a replica has caught up",
            "a replica that returns takes over only after Patroni has recorded it as synchronous, some ten "
            "seconds after it streams again",
            "a full disk: writes are refused until there is room, and nobody takes over; nothing is lost",
            "what members, Patroni and etcd say to each other is not encrypted: passwords, and a network "
            "of this installation alone",
            "Patroni runs without a hardware watchdog: a primary whose agent hangs while its server goes on "
            "is held back by the proxy and by the replica that it waits for, not by a reset",
            *((_TWO_AT_ONCE,) if spec.replicas > 1 else ()),
        ),
        sources=("recipes §2.3", "recipes §8 P1 to P11", "verified §c"),
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
                event="the primary's server process crashes; the engine starts it again",
                seconds=RESTART_SECONDS,
                loss="nothing",
                certainty=Certainty.CONFIGURED,
                proof=_CRASH,
            ),
            Fault(
                event="the primary is lost; it takes an operator to promote a replica",
                seconds=None,
                loss="what had not reached the replica that is promoted",
                certainty=Certainty.CONFIGURED,
                proof="tests/lab/test_stores_postgres_manual.py",
            ),
        ),
        not_covered=("fail-over without a person: postgres.failover is manual",),
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
        away="fail-over of PostgreSQL; a primary that runs goes on while all its members see each other",
        faults=(
            Fault(event="one dies", seconds=1, loss="nothing", certainty=Certainty.BOUND, proof="etcd-one"),
            Fault(
                event="all are down for 25 s; the primary goes on",
                seconds=1,
                loss="nothing",
                certainty=Certainty.BOUND,
                proof="etcd-all",
            ),
        ),
        not_covered=(
            "while a majority is down and a member of PostgreSQL is out of sight, the primary stops writing",
        ),
        sources=("recipes §2.3", "recipes §8 P8"),
    )

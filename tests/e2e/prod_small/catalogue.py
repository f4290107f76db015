"""Rows of the page of results: a fault of the installation, and the requirements on its outcome.

The bounds are those of the issue that requested this tier. Seconds are of real PostgreSQL, Redis
and HAProxy; rows of stand-ins check the wiring only and have a separate heading.
"""

from dataclasses import dataclass
from enum import StrEnum


class Section(StrEnum):
    """Headings of the page."""

    UP = "Up, and up again"
    POSTGRES = "PostgreSQL"
    REDIS = "Redis"
    EDGE = "Gateways and proxies"
    CHANGE = "Changes under writers"
    BAD = "Bad input and broken states"
    MONGO = "MongoDB: a stand-in"


STAND_INS = (Section.MONGO,)
"""Sections whose rows are wiring checks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Fact:
    """One row."""

    section: Section
    title: str
    max_outage: float | None = None
    """Maximum outage in seconds; None if the row does not limit it."""

    within: float | None = None
    """Maximum seconds until it is whole again."""

    lossless: bool = False
    """Whether every acknowledged write must exist afterwards."""

    says: str = ""
    """Further requirements."""

    quick: bool = False
    """Whether continuous integration measures it on each change."""


_ALL = {
    Section.UP: {
        "up": Fact(section=Section.UP, title="`up` from nothing", says="all healthy", quick=True),
        "up-again": Fact(section=Section.UP, title="second `up`", says="no change", quick=True),
        "up-refresh": Fact(section=Section.UP, title="second `up --refresh`", says="no change", quick=True),
        "grow": Fact(
            section=Section.UP,
            title="dev grows to prod-small",
            lossless=True,
            says="rows, keys and the wallet kept; outage printed",
        ),
    },
    Section.POSTGRES: {
        "pg-kill": Fact(
            section=Section.POSTGRES, title="primary killed", max_outage=25, lossless=True, quick=True
        ),
        "pg-returns": Fact(
            section=Section.POSTGRES,
            title="killed primary returns",
            within=15,
            lossless=True,
            says="rejoins unattended, takes no write",
            quick=True,
        ),
        "pg-stop": Fact(
            section=Section.POSTGRES, title="primary stopped gracefully", max_outage=6, lossless=True
        ),
        "pg-switch": Fact(section=Section.POSTGRES, title="switch-over", max_outage=5, lossless=True),
        "pg-crash": Fact(section=Section.POSTGRES, title="postmaster crashes", max_outage=10, lossless=True),
        "pg-pause": Fact(
            section=Section.POSTGRES,
            title="primary paused for 30 s, thawed",
            max_outage=25,
            lossless=True,
            says="the thawed primary takes no write",
        ),
        "pg-cut": Fact(
            section=Section.POSTGRES,
            title="primary cut off the network",
            max_outage=25,
            lossless=True,
            says="no two writers at any sample",
        ),
        "pg-replica": Fact(section=Section.POSTGRES, title="replica killed", max_outage=20, lossless=True),
        "etcd-one": Fact(
            section=Section.POSTGRES, title="one etcd down for 10 s", max_outage=1, lossless=True
        ),
        "etcd-all": Fact(
            section=Section.POSTGRES, title="all etcd down for 25 s", max_outage=1, lossless=True
        ),
        "pg-wipe-replica": Fact(
            section=Section.POSTGRES, title="replica's volume wiped", lossless=True, says="cloned again"
        ),
        "pg-wipe-primary": Fact(
            section=Section.POSTGRES,
            title="old primary's volume wiped",
            lossless=True,
            says="cloned again, no second cluster",
        ),
        "pg-blackout": Fact(
            section=Section.POSTGRES,
            title="all of PostgreSQL and etcd killed, started in any order",
            within=60,
            lossless=True,
            says="same data, one primary",
        ),
    },
    Section.REDIS: {
        "redis-kill": Fact(section=Section.REDIS, title="master killed", max_outage=8, quick=True),
        "redis-returns": Fact(
            section=Section.REDIS,
            title="killed master returns",
            max_outage=1,
            lossless=True,
            says="0 s as second master",
            quick=True,
        ),
        "redis-two": Fact(section=Section.REDIS, title="master and one Sentinel killed", max_outage=8),
        "redis-dns": Fact(section=Section.REDIS, title="master killed, no name server", max_outage=8),
        "redis-crash": Fact(
            section=Section.REDIS,
            title="master crashes, back before down-after",
            lossless=True,
            says="no fail-over",
        ),
        "redis-blackout": Fact(
            section=Section.REDIS,
            title="all Redis and Sentinels killed, started in any order",
            within=60,
            lossless=True,
            says="same master rules, all keys",
        ),
    },
    Section.EDGE: {
        "gateway-crash": Fact(
            section=Section.EDGE, title="a gateway crashes under load", says="0 idempotent failed"
        ),
        "gateway-kill": Fact(
            section=Section.EDGE,
            title="a gateway is killed under load",
            says="0 idempotent failed",
            quick=True,
        ),
        "gateway-roll": Fact(
            section=Section.EDGE,
            title="both gateways get another image",
            says="0 failed; a socket reconnects once per gateway that it used",
        ),
        "edge-certificate": Fact(
            section=Section.EDGE,
            title="the edge's certificate changes under load",
            says="0 failed, only the job of the certificate replaced",
        ),
        "edge-crash": Fact(section=Section.EDGE, title="edge crashes", max_outage=15),
        "edge-image": Fact(
            section=Section.EDGE,
            title="every proxy gets another image: the edge",
            says="outage printed",
        ),
        "postgres-proxy-crash": Fact(
            section=Section.EDGE, title="PostgreSQL's proxy crashes", max_outage=15, lossless=True
        ),
        "postgres-proxy-image": Fact(
            section=Section.EDGE,
            title="every proxy gets another image: PostgreSQL's",
            lossless=True,
            says="outage printed",
        ),
        "redis-proxy-crash": Fact(
            section=Section.EDGE, title="Redis's proxy crashes", max_outage=15, lossless=True
        ),
        "redis-proxy-image": Fact(
            section=Section.EDGE,
            title="every proxy gets another image: Redis's",
            lossless=True,
            says="outage printed",
        ),
    },
    Section.CHANGE: {
        "postgres-image": Fact(
            section=Section.CHANGE,
            title="PostgreSQL and etcd get another image",
            max_outage=6,
            lossless=True,
            says="each member once, at most two hand-overs",
        ),
        "redis-image": Fact(
            section=Section.CHANGE,
            title="Redis and Sentinels get another image",
            max_outage=8,
            lossless=True,
            says="each member once, at most two hand-overs",
        ),
        "postgres-refused": Fact(
            section=Section.CHANGE,
            title="PostgreSQL changed while its replica is down",
            max_outage=20,
            lossless=True,
            says="refused by the guard, nothing changed",
        ),
        "roll-broken": Fact(
            section=Section.CHANGE,
            title="a roll of Redis that fails in the middle, then `up`",
            max_outage=8,
            lossless=True,
            says="other members unchanged, the next `up` completes it",
        ),
    },
    Section.BAD: {
        "wal-full": Fact(
            section=Section.BAD,
            title="WAL for a dead replica's slot reaches its limit",
            lossless=True,
            says="primary stays up, replica comes back",
        ),
        "passwords": Fact(
            section=Section.BAD,
            title="given passwords with `; ' @ % $` and a space",
            says="every store and service works with them",
            quick=True,
        ),
        "old-cluster": Fact(
            section=Section.BAD,
            title="a volume of an older cluster",
            says="refused or cloned again, never a second cluster",
        ),
    },
    Section.MONGO: {
        "mongo-init": Fact(section=Section.MONGO, title="initiated twice", says="no change", quick=True),
        "mongo-kill": Fact(
            section=Section.MONGO, title="MongoDB's primary killed", says="another takes over"
        ),
        "mongo-two": Fact(
            section=Section.MONGO, title="2 of 3 members lost", says="no primary until one is back"
        ),
        "mongo-wipe": Fact(section=Section.MONGO, title="a member's volume wiped", says="filled again"),
        "mongo-image": Fact(
            section=Section.MONGO,
            title="MongoDB gets another image",
            says="each member once, every document kept",
        ),
        "mongo-member": Fact(
            section=Section.MONGO, title="members 3 to 5", says="added to the configuration"
        ),
    },
}

FACTS: dict[str, Fact] = {key: fact for rows in _ALL.values() for key, fact in rows.items()}
"""Key → row, in the order of the page."""

"""Connection strings of the .NET clients, with quoted passwords."""

from collections.abc import Sequence
from urllib.parse import quote

from sorcha_infra.domain.stores import MONGO_SET, POOL_SIZE


def _keyword_value(value: str) -> str:
    """Quote a value of an ADO.NET string: double quotes around it, doubled inside."""
    return '"' + value.replace('"', '""') + '"'


def npgsql(*, host: str, port: int, database: str, user: str, password: str, tls: bool = False) -> str:
    """String of Npgsql, with time-outs of 30 s for a connection and for a command (contract §8)."""
    return (
        f"Host={host};Port={port};Database={database};Username={user};"
        f"Password={_keyword_value(password)};"
        f"Maximum Pool Size={POOL_SIZE};Timeout=30;Command Timeout=30{';SSL Mode=VerifyFull' if tls else ''}"
    )


def mongodb(
    *,
    hosts: Sequence[str],
    user: str,
    password: str,
    replica_set: str | None = MONGO_SET,
    srv: bool = False,
    tls: bool = False,
) -> str:
    """URI of a replica set.

    With majority concerns an acknowledged docket survives a fail-over, and no docket is read that a rollback
    could remove. Drivers retry a write once. A request waits 15 s for a primary, which is longer than an
    election. A dead member is detected after 3 s instead of 30 s (ha-recipes §6).

    Args:
        hosts: each as `name:port`, or with `srv` the name of the DNS record.
        user: user of the URI.
        password: its password.
        replica_set: name of the set; None if the DNS record contains it.
        srv: whether a DNS record lists the members.
        tls: whether the members speak TLS.
    """
    scheme = "mongodb+srv" if srv else "mongodb"
    name = "" if replica_set is None else f"replicaSet={replica_set}&"
    return (
        f"{scheme}://{quote(user, safe='')}:{quote(password, safe='')}@{','.join(hosts)}/"
        f"?{name}authSource=admin&w=majority&readConcernLevel=majority"
        f"&serverSelectionTimeoutMS=15000&connectTimeoutMS=3000&heartbeatFrequencyMS=5000"
        f"{'&tls=true' if tls else ''}"
    )


def stack_exchange_redis(*, host: str, port: int, password: str, tls: bool = False) -> str:
    """String of StackExchange.Redis; with abortConnect=false a client starts without its server."""
    return f"{host}:{port},password={password},abortConnect=false{',ssl=true' if tls else ''}"


def libpq_password_file(*, user: str, password: str) -> str:
    """Line of a .pgpass file for any server, with escaped colons and backslashes."""
    escaped_password = password.replace("\\", "\\\\").replace(":", "\\:")
    return f"*:*:*:{user}:{escaped_password}\n"


def redis_conf_string(value: str) -> str:
    """Quoted argument of redis.conf."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

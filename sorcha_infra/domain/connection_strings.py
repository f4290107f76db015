"""Connection strings of the .NET clients, safe for any password their grammar can carry."""

from collections.abc import Sequence
from urllib.parse import quote

from sorcha_infra.domain.stores import MONGO_SET, POOL_SIZE


def _keyword_value(value: str) -> str:
    """A value of an ADO.NET string: in double quotes, with the quotes in it doubled."""
    return '"' + value.replace('"', '""') + '"'


def npgsql(*, host: str, port: int, database: str, user: str, password: str, tls: bool = False) -> str:
    """Npgsql's string. Waits up to 30 s for a connection and for a command (contract §8)."""
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
    """The URI of a replica set; `hosts` as `name:port`, or with `srv` the one name of the DNS record.

    Majority for writes and reads: an acknowledged docket survives a fail-over, and none that could
    still be taken back is read. Drivers retry a write once by themselves, and a request waits 15 s
    for a primary: longer than an election takes. A dead member costs 3 s and not 30 to notice
    (ha-recipes §6).
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
    """StackExchange.Redis' string; a server that is away at start must not end the client."""
    return f"{host}:{port},password={password},abortConnect=false{',ssl=true' if tls else ''}"


def libpq_password_file(*, user: str, password: str) -> str:
    """A line of a .pgpass file for any server: colon and backslash are escaped."""
    escaped_password = password.replace("\\", "\\\\").replace(":", "\\:")
    return f"*:*:*:{user}:{escaped_password}\n"


def redis_conf_string(value: str) -> str:
    """A quoted argument of redis.conf."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'

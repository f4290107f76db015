"""Settings and password files of every Redis server, single or in a set."""

from collections.abc import Sequence

from sorcha_infra.domain.connection_strings import redis_conf_string
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.topology import RedisSentinel, RedisSingle
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.seam import File, Secrets
from sorcha_infra.secret_files import derive, secret_file

FACTS = STORES[StoreName.REDIS]

CONFIGURATION = "/etc/sorcha/conf/redis.conf"
"""The only file in its folder; otherwise the image keeps its owner (ha-recipes §4.1)."""

START_SECONDS = 60
"""Maximum time to load the data."""


def data_mib(spec: RedisSingle | RedisSentinel) -> int:
    """Return the memory for data; the rest of the limit is for buffers and for rewriting the file."""
    return spec.resources.memory_mib * 3 // 4


def needed_replicas(members: int) -> int:
    """Return the number of replicas that form a majority together with their master.

    Two masters can then never both have that many.
    """
    return members // 2


def password_file(secrets: Secrets) -> File:
    """Return the password file of health checks and scripts."""
    return secret_file("/etc/sorcha/password", secrets[SecretName.REDIS])


def configuration_file(secrets: Secrets, memory_mib: int, extra_lines: Sequence[str] = ()) -> File:
    """Return the configuration file of the server."""
    content = derive(secrets, configuration(memory_mib, extra_lines))
    return secret_file(CONFIGURATION, content, owner=FACTS.user)


def configuration(memory_mib: int, extra_lines: Sequence[str] = ()) -> SecretText:
    """Return redis.conf; `extra_lines` are those of a topology.

    Redis holds pending transactions and revoked tokens, so it writes to disk every second and evicts
    nothing (contract §2.8).
    """

    def render(password: str) -> str:
        literal = redis_conf_string(password)
        return "\n".join(
            (
                "dir /data",
                "appendonly yes",
                "appendfsync everysec",
                "save 3600 1 300 100",
                f"maxmemory {memory_mib}mb",
                "maxmemory-policy noeviction",
                "tcp-keepalive 60",
                f"requirepass {literal}",
                f"masterauth {literal}",
                *extra_lines,
                "",
            )
        )

    return SecretText(secrets=(SecretName.REDIS,), render=render)

"""What every Redis server has, alone or in a set: its settings and its password, by file."""

from collections.abc import Sequence

from sorcha_infra.domain.connection_strings import redis_conf_string
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.topology import RedisSentinel, RedisSingle
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.seam import File, Secrets
from sorcha_infra.secret_files import derive, secret_file

FACTS = STORES[StoreName.REDIS]

CONFIGURATION = "/etc/sorcha/conf/redis.conf"  # alone in its folder, or the image minds (§4.1)

START_SECONDS = 60
"""How long loading the data may take."""


def data_mib(spec: RedisSingle | RedisSentinel) -> int:
    """Memory for data; the rest of a member's limit is for buffers and for rewriting its file."""
    return spec.resources.memory_mib * 3 // 4


def needed_replicas(members: int) -> int:
    """Replicas that make a majority of all members together with their master.

    Two masters can then never both have as many, whoever follows whom.
    """
    return members // 2


def password_file(secrets: Secrets) -> File:
    """What health checks and scripts log in with."""
    return secret_file("/etc/sorcha/password", secrets[SecretName.REDIS])


def configuration_file(secrets: Secrets, memory_mib: int, extra_lines: Sequence[str] = ()) -> File:
    """The file that the server is started with."""
    content = derive(secrets, configuration(memory_mib, extra_lines))
    return secret_file(CONFIGURATION, content, owner=FACTS.user)


def configuration(memory_mib: int, extra_lines: Sequence[str] = ()) -> SecretText:
    """redis.conf; `extra_lines` are lines of a topology's own.

    Redis holds pending transactions and revoked tokens: every second is written to disk and nothing
    is evicted (contract §2.8).
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

"""A proxy that follows the Redis master, as the address of the set."""

from collections.abc import Sequence

from sorcha_infra.domain.names import member
from sorcha_infra.domain.secrets import SecretName, SecretText
from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.proxy import ProxySpec, proxy
from sorcha_infra.platforms.docker.redis.server import FACTS, needed_replicas
from sorcha_infra.seam import Placement, Ready, Secrets
from sorcha_infra.secret_files import derive
from sorcha_infra.template import fill


def build(
    context: DockerContext,
    members: int,
    secrets: Secrets,
    at: Placement,
) -> Ready:
    """Build the proxy and the job that configures it."""
    addresses = [context.plan.of("redis", ordinal) for ordinal in range(members)]
    spec = ProxySpec(
        role="redis-proxy",
        configuration=derive(secrets, configuration(addresses)),
        aliases=["redis", "redis-proxy"],
        ends_sessions=True,
    )
    return proxy(context, spec, at)


def configuration(addresses: Sequence[str]) -> SecretText:
    """Return haproxy.cfg without the shared preamble."""
    replicas = needed_replicas(len(addresses))
    servers = "\n".join(
        f"  server {member('redis', ordinal)} {address}:{FACTS.port}"
        for ordinal, address in enumerate(addresses)
    )

    def render(password: str) -> str:
        return fill(
            files.read("redis/proxy.cfg"),
            {
                "PORT": FACTS.port,
                "AUTHENTICATE": _command("AUTH", password).hex(),
                "ENOUGH": f"[{replicas}-9]",
                "SERVERS": servers,
            },
        )

    return SecretText(secrets=(SecretName.REDIS,), render=render)


def _command(*words: str) -> bytes:
    """Encode a command in the protocol of Redis: each word after its length, so that none needs quotes."""
    parts = [word.encode() for word in words]
    return b"".join([b"*%d\r\n" % len(parts), *(b"$%d\r\n%s\r\n" % (len(part), part) for part in parts)])

"""Address of PostgreSQL: the primary on port 5432, a replica with little lag on port 5433."""

from collections.abc import Sequence

from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.postgres.layout import FACTS
from sorcha_infra.template import fill

READ_PORT = 5433

_LAG_BYTES = 16 * 1024 * 1024
"""Maximum lag in bytes of a replica that serves reads."""


def configuration(members: Sequence[tuple[str, str]], check_port: int) -> str:
    """Return haproxy.cfg for members, as name and address, that report their role on a port."""
    servers = "\n".join(
        f"  server {name} {address}:{FACTS.port} port {check_port}" for name, address in members
    )
    return fill(
        files.read("postgres/proxy.cfg"),
        {"PORT": FACTS.port, "READ_PORT": READ_PORT, "FOLLOWS": _LAG_BYTES, "SERVERS": servers},
    )

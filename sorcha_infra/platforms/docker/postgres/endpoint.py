"""The one address of PostgreSQL: the primary at 5432, a replica that follows closely at 5433."""

from collections.abc import Sequence

from sorcha_infra.platforms.docker import files
from sorcha_infra.platforms.docker.postgres.layout import FACTS
from sorcha_infra.template import fill

READ_PORT = 5433

_LAG_BYTES = 16 * 1024 * 1024
"""Bytes that a replica may be behind and still be asked."""


def configuration(members: Sequence[tuple[str, str]], check_port: int) -> str:
    """haproxy.cfg for members, as name and address, that answer for their role at a port."""
    servers = "\n".join(
        f"  server {name} {address}:{FACTS.port} port {check_port}" for name, address in members
    )
    return fill(
        files.read("postgres/proxy.cfg"),
        {"PORT": FACTS.port, "READ_PORT": READ_PORT, "FOLLOWS": _LAG_BYTES, "SERVERS": servers},
    )

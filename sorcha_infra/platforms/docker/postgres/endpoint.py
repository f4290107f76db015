"""The one address of PostgreSQL: whoever leads at 5432, whoever follows closely at 5433."""

from collections.abc import Sequence

from sorcha_infra.platforms.docker.postgres.layout import FACTS

READ_PORT = 5433

_FOLLOWS = 16 * 1024 * 1024
"""Bytes that a replica may be behind and still be asked."""

_DEFAULTS = """
defaults postgres
  log global
  mode tcp
  # A connection that cannot be served is closed at once: the services' clients try again until the
  # fail-over is over (platform-verified §c).
  timeout connect 1s
  retries 1
  # A busy machine answers late: one that is slow must not lose its connections. No fail-over is
  # decided here, so patience costs nothing.
  timeout check 3s
  # Pools keep idle connections; what died is found by keep-alives.
  timeout client 1h
  timeout server 1h
  option clitcpka
  option srvtcpka
  default-server check inter 1s fastinter 500ms downinter 500ms fall 3 rise 1
"""


def configuration(members: Sequence[tuple[str, str]], check_port: int) -> str:
    """haproxy.cfg for members, as name and address, that answer for their role at a port."""
    servers = "\n".join(
        f"  server {name} {address}:{FACTS.port} port {check_port}" for name, address in members
    )
    return f"""{_DEFAULTS}
frontend writes
  bind :{FACTS.port}
  default_backend primary

frontend reads
  bind :{READ_PORT}
  # Without a replica the primary answers.
  use_backend primary unless {{ nbsrv(replicas) gt 0 }}
  default_backend replicas

backend primary
  option httpchk OPTIONS /primary
{servers}

backend replicas
  balance leastconn
  option httpchk OPTIONS /replica?lag={_FOLLOWS}
{servers}
"""

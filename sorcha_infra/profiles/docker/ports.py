"""The ports of an installation on Docker, and who reaches them: a section of docs/security.md."""

from sorcha_infra.domain.services import GRPC_PORT, HTTP_PORT, PEER_PORT
from sorcha_infra.domain.stores import SENTINEL_PORT, STORES
from sorcha_infra.domain.vocabulary import StoreName

_EDGE_KEYS = "`edge.httpsPort` (443) and `edge.httpPort` (80) at `edge.address`"

_HOST_PORTS = (
    (_EDGE_KEYS, "edge", "HTTPS, HTTP/2, WebSocket; HTTP redirects", "users", "with an edge"),
    ("`edge.port` (8080) at 127.0.0.1", "gateway", "HTTP without TLS", "this machine", "`edge.kind: none`"),
    (
        "`peer.port` (5000) at `peer.address`",
        "peer",
        "gRPC without TLS; does not authenticate callers",
        "other Sorcha nodes: restrict by a firewall outside of this machine, or a tunnel",
        "`peer.externalAddress` set",
    ),
)

_NETWORK_PORTS = (
    (HTTP_PORT, "gateway, services, UI", "HTTP", "edge, gateways, services, jobs"),
    (GRPC_PORT, "wallet, register, validator", "gRPC", "services"),
    (PEER_PORT, "peer", "gRPC", "gateways, services"),
    (STORES[StoreName.POSTGRES].port, "postgres", "PostgreSQL", "postgres-proxy, replicas; tenant, wallet"),
    (STORES[StoreName.POSTGRES].port, "postgres-proxy", "PostgreSQL, the primary", "tenant, wallet"),
    (5433, "postgres-proxy", "PostgreSQL, a replica", "tools of an operator"),
    (8008, "postgres", "Patroni's API (manual fail-over: the role)", "postgres-proxy, members"),
    (2379, "etcd", "etcd clients", "postgres"),
    (2380, "etcd", "etcd members, without TLS and password", "etcd"),
    (STORES[StoreName.MONGO].port, "mongo", "MongoDB", "blueprint, register, validator, members"),
    (STORES[StoreName.REDIS].port, "redis, redis-proxy", "Redis", "services; members, Sentinels"),
    (SENTINEL_PORT, "sentinel", "Sentinel", "redis, redis-proxy, Sentinels"),
    (8404, "edge, postgres-proxy, redis-proxy", "status", "health checks of their own container"),
)
"""Port, component, protocol, clients: on the network of the installation."""


def ports() -> str:
    """Published ports, and ports of the private network."""
    host_rows = "\n".join(f"| {' | '.join(cells)} |" for cells in _HOST_PORTS)
    network_rows = "\n".join(f"| {port} | {' | '.join(cells)} |" for port, *cells in _NETWORK_PORTS)
    return f"""## Ports

Published on the machine. Nothing else is.

| port | component | protocol | reached by | condition |
|---|---|---|---|---|
{host_rows}

On the private network of the installation. "Clients" are the components that use the port. Every container
of the installation and root of the machine can open a connection. The passwords of the stores are the only
barrier, and etcd's port 2380 has none.

| port | component | protocol | clients |
|---|---|---|---|
{network_rows}

Outgoing: the engine's registry for images, and at run time the blueprint service, which reads schemas from
`www.schemastore.org`, `schema.org` and `hl7.org` (verified §i)."""

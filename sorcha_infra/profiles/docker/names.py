"""Names that only Docker's realisation has: proxies, records, and what may leave."""

PROXIES = ("edge", "postgres-proxy", "redis-proxy")
"""Roles of the proxies, in the order of their addresses for life. Each has a volume with settings
that a job, `<role>-settings`, writes again at each change."""

RECORD_BY_HAND = "postgres-record"
"""Says who leads while fail-over is manual; automatic fail-over has no use for it."""


def may_leave(name: str) -> bool:
    """Whether a change that is allowed takes it away: of a member, every ordinal but the first."""
    ordinal = name.rpartition("-")[2]
    return name == RECORD_BY_HAND or (ordinal.isdecimal() and int(ordinal) > 0)


PATRONI_BASE, HAPROXY, NGINX = "patroniBase", "haproxy", "nginx"
"""Images beside services and stores, by their names in stacks/images.yaml; the image with Patroni and
etcd is built on the first."""

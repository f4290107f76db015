"""Names of Docker's realisation: proxies, records, removable members."""

PROXIES = ("edge", "postgres-proxy", "redis-proxy")
"""Roles of the proxies, in the order of their permanent addresses. A job `<role>-settings` writes the
settings to the volume of each on every change."""

RECORD_BY_HAND = "postgres-record"
"""Volume with the name of the primary for manual fail-over; unused with automatic fail-over."""


def may_leave(name: str) -> bool:
    """Whether an allowed change can remove it; it can for every member except the first of its role."""
    ordinal = name.rpartition("-")[2]
    return name == RECORD_BY_HAND or (ordinal.isdecimal() and int(ordinal) > 0)


PATRONI_BASE, HAPROXY, NGINX = "patroniBase", "haproxy", "nginx"
"""Names in stacks/images.yaml of the images beside services and stores; the first is the base of the image
with Patroni and etcd."""

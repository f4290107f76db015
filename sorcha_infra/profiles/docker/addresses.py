"""Address plan of an installation's network.

The lower part of a /24 is reserved for members with a permanent address. Stores and their proxies have
one, because a fail-over must not depend on Docker's DNS (ha-recipes §1.7). Gateways have one, because the
edge must find a replaced gateway at the same address. The engine assigns addresses of the upper half to the
other services.
"""

from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Network

_RESERVED_OFFSETS = {
    "postgres": range(10, 15),
    "etcd": (*range(16, 20), 15),
    "mongo": range(20, 30),
    "redis": range(30, 36),
    "sentinel": range(36, 44),
    "proxy": range(44, 64),
    "gateway": range(64, 96),
}
"""Role → offsets of its members from the network address. A role has at least as many offsets as members
(topology.py), so that a later version does not move a member with data."""

SMALLEST_PREFIX = 24
"""The plan needs 256 addresses."""

LARGEST_PREFIX = 16
"""A larger network wastes addresses of the site."""

ROLES = tuple(_RESERVED_OFFSETS)
"""Roles whose members have a permanent address."""


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """Addresses of members in a subnet."""

    subnet: IPv4Network

    @property
    def bridge(self) -> str:
        """Address of the engine."""
        return str(self.subnet[1])

    @property
    def dynamic(self) -> str:
        """Range for members without a reserved address."""
        _, upper_half = self.subnet.subnets(prefixlen_diff=1)
        return str(upper_half)

    def of(self, role: str, ordinal: int) -> str:
        """Reserved address of a member."""
        offsets = _RESERVED_OFFSETS[role]
        if not 0 <= ordinal < len(offsets):
            raise ValueError(f"{role}-{ordinal}: the plan has room for {role}-0 to {role}-{len(offsets) - 1}")
        return str(self.subnet[offsets[ordinal]])

    def room(self, role: str) -> int:
        """Number of reserved addresses of a role."""
        return len(_RESERVED_OFFSETS[role])


def default_subnet(installation: str) -> str:
    """A /24 of 10.201.0.0/16, derived from the installation's name, so that growth does not change it.

    Neither Docker (172.17–31, 192.168) nor common routers of homes and offices use 10.201/16 by default.
    """
    octet = sha256(installation.encode()).digest()[0]
    return f"10.201.{octet}.0/24"

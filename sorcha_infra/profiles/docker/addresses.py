"""The address plan of an installation's network.

The first quarter of a /24 is reserved for members that need an address for life (stores and the
proxies before them: a name that Docker's DNS cannot answer must not stop a fail-over,
ha-recipes §1.7), and so are addresses for the gateways, which the edge finds again where they were
when they are replaced; the other services take theirs from the upper half.
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
"""Offsets of a role's members from the network's address: at least as many as a role can have members
(topology.py), so that no plan of a later version moves one that has data."""

SMALLEST_PREFIX = 24
"""A network of fewer than 256 addresses cannot hold the plan."""

LARGEST_PREFIX = 16
"""A larger network only takes addresses away from the site."""

ROLES = tuple(_RESERVED_OFFSETS)
"""Roles whose members have an address for life."""


@dataclass(frozen=True, slots=True)
class AddressPlan:
    """Who has which address in a subnet."""

    subnet: IPv4Network

    @property
    def bridge(self) -> str:
        """The engine's own address."""
        return str(self.subnet[1])

    @property
    def dynamic(self) -> str:
        """The range that members without a reserved address are given."""
        _, upper_half = self.subnet.subnets(prefixlen_diff=1)
        return str(upper_half)

    def of(self, role: str, ordinal: int) -> str:
        """The reserved address of a member."""
        offsets = _RESERVED_OFFSETS[role]
        if not 0 <= ordinal < len(offsets):
            raise ValueError(f"{role}-{ordinal}: the plan has room for {role}-0 to {role}-{len(offsets) - 1}")
        return str(self.subnet[offsets[ordinal]])

    def room(self, role: str) -> int:
        """How many members of a role have a reserved address."""
        return len(_RESERVED_OFFSETS[role])


def default_subnet(installation: str) -> str:
    """A /24 out of 10.201.0.0/16, by the installation's name, so that it survives growth.

    10.201/16 is neither among the ranges that Docker hands out by itself (172.17–31, 192.168)
    nor a common default of home and office routers.
    """
    octet = sha256(installation.encode()).digest()[0]
    return f"10.201.{octet}.0/24"

"""The address plan of an installation's network.

A quarter of the subnet is reserved for members that need an address for life (stores and the
proxies before them: a name that Docker's DNS cannot answer must not stop a fail-over,
ha-recipes §1.7); services take theirs from the upper half.
"""

from dataclasses import dataclass
from hashlib import sha256
from ipaddress import IPv4Address, IPv4Network

_FIRST = {"postgres": 10, "etcd": 16, "mongo": 20, "redis": 30, "sentinel": 36, "proxy": 44}
"""Offset of a role's member 0 from the network's address; roles are at least as far apart as a
role can have members (topology.py)."""

SMALLEST_PREFIX = 24
"""A network of fewer than 256 addresses cannot hold the plan."""


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
        return str(list(self.subnet.subnets(prefixlen_diff=1))[1])

    def of(self, role: str, ordinal: int) -> str:
        """The reserved address of a member."""
        return str(IPv4Address(int(self.subnet.network_address) + _FIRST[role] + ordinal))


def default_subnet(installation: str) -> str:
    """A /24 out of 10.201.0.0/16, by the installation's name, so that it survives growth.

    10.201/16 is neither among the ranges that Docker hands out by itself (172.17–31, 192.168)
    nor a common default of home and office routers.
    """
    third = sha256(installation.encode()).digest()[0]
    return f"10.201.{third}.0/24"

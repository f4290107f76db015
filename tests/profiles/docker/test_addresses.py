"""The address plan: no two members share an address, in any network, ever."""

from ipaddress import IPv4Address, IPv4Network

import pytest
from hypothesis import given

from sorcha_infra.domain.services import MOST_REPLICAS
from sorcha_infra.domain.topology import (
    MOST_ETCD_MEMBERS,
    MOST_MONGO_MEMBERS,
    MOST_POSTGRES_REPLICAS,
    MOST_REDIS_MEMBERS,
    MOST_SENTINELS,
)
from sorcha_infra.profiles.docker.addresses import ROLES, AddressPlan, default_subnet
from tests.config.space import LABELS, subnets

NETWORKS = subnets().map(IPv4Network)


def _members(plan: AddressPlan) -> list[IPv4Address]:
    return [IPv4Address(plan.of(role, n)) for role in ROLES for n in range(plan.room(role))]


@given(NETWORKS)
def test_no_two_members_share_an_address(subnet: IPv4Network) -> None:
    members = _members(AddressPlan(subnet))
    assert len(set(members)) == len(members)


@given(NETWORKS)
def test_what_is_reserved_is_never_given_away(subnet: IPv4Network) -> None:
    """The engine assigns addresses of `dynamic`; a store whose address is in use does not start."""
    plan = AddressPlan(subnet)
    dynamic = IPv4Network(plan.dynamic)
    addresses = {*_members(plan), IPv4Address(plan.bridge)}
    assert dynamic.subnet_of(subnet)
    assert not any(address in dynamic for address in addresses)
    assert all(address in subnet for address in addresses)
    assert subnet.network_address not in addresses
    assert IPv4Address(plan.bridge) not in _members(plan)
    # Every pool at its most is 60 containers; a rollout needs a few more.
    assert dynamic.num_addresses >= 100


def test_a_role_has_room_for_all_the_members_that_it_can_have() -> None:
    plan = AddressPlan(IPv4Network("10.0.0.0/24"))
    assert plan.room("postgres") >= 1 + MOST_POSTGRES_REPLICAS
    assert plan.room("mongo") >= MOST_MONGO_MEMBERS
    assert plan.room("redis") >= MOST_REDIS_MEMBERS
    assert plan.room("sentinel") >= MOST_SENTINELS
    assert plan.room("etcd") >= MOST_ETCD_MEMBERS
    assert plan.room("gateway") >= MOST_REPLICAS


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("beyond", [-1, 100])
def test_a_member_beyond_the_plan_is_refused(role: str, beyond: int) -> None:
    """It would get the address of another role's member."""
    plan = AddressPlan(IPv4Network("10.0.0.0/24"))
    with pytest.raises(ValueError, match=f"room for {role}-0 to {role}-"):
        plan.of(role, beyond)


def test_a_member_keeps_its_address_for_life() -> None:
    """Changed offsets would move members with data, so the addresses are literal here."""
    plan = AddressPlan(IPv4Network("10.201.7.0/24"))
    assert {role: plan.of(role, 0) for role in ROLES} == {
        "postgres": "10.201.7.10",
        "etcd": "10.201.7.16",
        "mongo": "10.201.7.20",
        "redis": "10.201.7.30",
        "sentinel": "10.201.7.36",
        "proxy": "10.201.7.44",
        "gateway": "10.201.7.64",
    }
    assert (plan.bridge, plan.dynamic) == ("10.201.7.1", "10.201.7.128/25")


@given(LABELS)
def test_an_installation_has_the_same_network_always(installation: str) -> None:
    network = IPv4Network(default_subnet(installation))
    assert network == IPv4Network(default_subnet(str(installation)))
    assert network.prefixlen == 24
    assert network.subnet_of(IPv4Network("10.201.0.0/16"))


def test_known_installations_keep_their_networks() -> None:
    """Another hash would move every installation that exists."""
    assert default_subnet("dev") == "10.201.239.0/24"
    assert default_subnet("prod-small") != default_subnet("dev")

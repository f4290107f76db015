"""Who can reach whom, under which name and address."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.platforms.docker.proxy import ADDRESSES
from tests.components.contracts import contract
from tests.harness import Plan
from tests.harness.broken import inputs
from tests.harness.dotnet import environment
from tests.harness.plan import NETWORK

_NET: dict[str, Any] = {"subnet": "10.9.0.0/24", "gateway": "10.9.0.1", "ipRange": "10.9.0.128/25"}


def _attached(name: str, address: str | None = None, *aliases: str) -> Any:
    one: dict[str, Any] = {"name": "dev-network", "aliases": list(aliases)}
    return inputs(name, networksAdvanced=[one | ({"ipv4Address": address} if address else {})])


@contract(
    inputs("network", NETWORK, ipamConfigs=[]),
    inputs("network", NETWORK, ipamConfigs=[{**_NET, "gateway": None}]),
    inputs("network", NETWORK, ipamConfigs=[{**_NET, "ipRange": None}]),
    inputs("network", NETWORK, ipamConfigs=[{**_NET, "ipRange": "10.9.0.0/25"}]),
    inputs("network", NETWORK, driver="host"),
)
def the_network_is_laid_out_for_growth(plan: Plan) -> Iterator[str]:
    """A network cannot be changed, only replaced with all members (provider-semantics §3)."""
    for network in plan.of(NETWORK):
        given = network.inputs
        for ipam in given["ipamConfigs"] or [{}]:
            if given["driver"] != "bridge" or not all(
                ipam.get(key) for key in ("subnet", "gateway", "ipRange")
            ):
                yield f"{network.name}: {given}"
                continue
            subnet, free = ip_network(ipam["subnet"]), ip_network(ipam["ipRange"])
            if ip_address(ipam["gateway"]) in free or list(subnet.subnets())[1] != free:
                yield f"{network.name}: {ipam['ipRange']} is not the upper half of {ipam['subnet']}"


_FOR_LIFE = (*StoreName, "etcd", "sentinel", "gateway", *ADDRESSES)
"""Roles whose members are found when no name is answered (ha-recipes §1.7)."""


@contract(
    _attached("redis-0", None, "redis-0", "redis"),
    _attached("redis-0", "10.201.239.200", "redis-0", "redis"),
    _attached("redis-0", "10.201.239.10", "redis-0", "redis"),
    _attached("ui-0", "10.201.239.30", "ui-0", "ui"),
    _attached("gateway-0", None, "gateway-0", "gateway"),
)
def what_is_found_without_a_name_has_an_address_for_life(plan: Plan) -> Iterator[str]:
    """In the half that the engine hands nothing out of, so that no member comes back to a taken one."""
    ipam = plan.of(NETWORK)[0].inputs["ipamConfigs"][0]
    subnet, free = ip_network(ipam["subnet"]), ip_network(ipam["ipRange"])
    lasting = {one.name for role in _FOR_LIFE for one in plan.pool(role)}
    seen: dict[str, str] = {ipam["gateway"]: "the engine"}
    for one in plan.containers:
        address = one.inputs["networksAdvanced"][0].get("ipv4Address")
        if (address is not None) != (one.name in lasting):
            yield f"{one.name}: {address}"
        elif address is not None:
            if ip_address(address) not in subnet or ip_address(address) in free or address in seen:
                yield f"{one.name}: {address} ({seen.get(address)})"
            seen[address] = one.name


@contract(
    _attached("tenant-0", None, "tenant-0"),
    _attached("tenant-0", None, "tenant"),
    _attached("tenant-0", None, "tenant-0", "tenant", "wallet"),
    inputs("tenant-0", networksAdvanced=[]),
)
def a_member_answers_to_its_own_name_and_its_pools(plan: Plan) -> Iterator[str]:
    """The gateways route by member, the services call the pool; a name of another's steals calls."""
    network = plan.of(NETWORK)[0].inputs["name"]
    jobs = {job.name for job in plan.jobs}
    for one in plan.containers:
        wanted = {one.name} if one.name in jobs else {one.name, *_shared_names(plan, one.name)}
        found = [(entry["name"], set(entry["aliases"])) for entry in one.inputs["networksAdvanced"]]
        if found != [(network, wanted)]:
            yield f"{one.name}: {found}, wanted {sorted(wanted)}"


def _shared_names(plan: Plan, name: str) -> set[str]:
    """The pool's name; where a proxy stands before it, it is the proxy's."""
    role = name.rpartition("-")[0]
    if plan.pool(f"{role}-proxy"):
        return set()
    return {role, role.removesuffix("-proxy")}


@contract(
    inputs("postgres-0", ports=[{"internal": 5432, "external": 5432, "ip": "127.0.0.1"}]),
    inputs("gateway-0", ports=[{"internal": 8080, "external": 8080}]),
    inputs("gateway-0", ports=[{"internal": 8080, "external": 8080, "ip": "0.0.0.0"}]),
    inputs("gateway-0", ports=[{"internal": 8080, "ip": "127.0.0.1"}]),
    inputs("gateway-0", ports=[]),
    inputs("gateway-0", publishAllPorts=True),
    inputs("peer-0", ports=[{"internal": 5000, "external": 5000, "ip": "0.0.0.0"}]),
)
def only_what_users_reach_is_published(plan: Plan) -> Iterator[str]:
    """A published port passes the machine's own firewall; without TLS it must not leave it."""
    edges = plan.pool("edge")
    reached = {one.name for one in edges or plan.pool("gateway")}
    external = "PeerService:NetworkAddress:ExternalAddress"
    reached |= {one.name for one in plan.pool("peer") if external in environment(one)}
    for one in plan.containers:
        ports = one.inputs.get("ports", [])
        if bool(ports) != (one.name in reached) or one.inputs.get("publishAllPorts"):
            yield f"{one.name}: {ports}"
        for port in ports:
            if not port.get("ip") or not port.get("external"):
                yield f"{one.name}: {port} leaves to chance where it is reached"
            elif not edges and port["ip"] != "127.0.0.1" and one not in plan.pool("peer"):
                yield f"{one.name}: {port}"

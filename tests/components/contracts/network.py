"""Names and addresses on the network."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address, ip_network
from typing import Any

from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.profiles.docker.names import PROXIES
from tests.components.contracts import contract
from tests.harness import Plan
from tests.harness.breakers import inputs
from tests.harness.plan import NETWORK

_NET: dict[str, Any] = {"subnet": "10.9.0.0/24", "gateway": "10.9.0.1", "ipRange": "10.9.0.128/25"}


def _attachment(name: str, address: str | None = None, *aliases: str) -> Any:
    attachment: dict[str, Any] = {"name": "dev-network", "aliases": list(aliases)}
    return inputs(name, networksAdvanced=[attachment | ({"ipv4Address": address} if address else {})])


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
        network_inputs = network.inputs
        for ipam in network_inputs["ipamConfigs"] or [{}]:
            if network_inputs["driver"] != "bridge" or not all(
                ipam.get(key) for key in ("subnet", "gateway", "ipRange")
            ):
                yield f"{network.name}: {network_inputs}"
                continue
            subnet, free = ip_network(ipam["subnet"]), ip_network(ipam["ipRange"])
            if ip_address(ipam["gateway"]) in free or list(subnet.subnets())[1] != free:
                yield f"{network.name}: {ipam['ipRange']} is not the upper half of {ipam['subnet']}"


_FOR_LIFE = (*StoreName, "etcd", "sentinel", "gateway", *PROXIES)
"""Roles whose members are found without name resolution (ha-recipes §1.7)."""


@contract(
    _attachment("redis-0", None, "redis-0", "redis"),
    _attachment("redis-0", "10.201.239.200", "redis-0", "redis"),
    _attachment("redis-0", "10.201.239.10", "redis-0", "redis"),
    _attachment("ui-0", "10.201.239.30", "ui-0", "ui"),
    _attachment("gateway-0", None, "gateway-0", "gateway"),
)
def a_member_found_without_a_name_has_a_permanent_address(plan: Plan) -> Iterator[str]:
    """In the half from which the engine assigns no addresses, so that it is free when a member returns."""
    ipam = plan.of(NETWORK)[0].inputs["ipamConfigs"][0]
    subnet, free = ip_network(ipam["subnet"]), ip_network(ipam["ipRange"])
    permanent_names = {container.name for role in _FOR_LIFE for container in plan.pool(role)}
    owners: dict[str, str] = {ipam["gateway"]: "the engine"}
    for container in plan.containers:
        address = container.inputs["networksAdvanced"][0].get("ipv4Address")
        if (address is not None) != (container.name in permanent_names):
            yield f"{container.name}: {address}"
        elif address is not None:
            if ip_address(address) not in subnet or ip_address(address) in free or address in owners:
                yield f"{container.name}: {address} ({owners.get(address)})"
            owners[address] = container.name


@contract(
    _attachment("tenant-0", None, "tenant-0"),
    _attachment("tenant-0", None, "tenant"),
    _attachment("tenant-0", None, "tenant-0", "tenant", "wallet"),
    inputs("tenant-0", networksAdvanced=[]),
)
def a_member_answers_to_its_own_name_and_its_pools(plan: Plan) -> Iterator[str]:
    """The gateways route by member, the services call the pool; a duplicate name diverts calls."""
    network = plan.of(NETWORK)[0].inputs["name"]
    jobs = {job.name for job in plan.jobs}
    for container in plan.containers:
        expected = (
            {container.name}
            if container.name in jobs
            else {container.name, *_shared_names(plan, container.name)}
        )
        attachments = [
            (entry["name"], set(entry["aliases"])) for entry in container.inputs["networksAdvanced"]
        ]
        if attachments != [(network, expected)]:
            yield f"{container.name}: {attachments}, expected {sorted(expected)}"


def _shared_names(plan: Plan, name: str) -> set[str]:
    """Name of the pool, or of the proxy in front of it."""
    role = name.rpartition("-")[0]
    if plan.pool(f"{role}-proxy"):
        return set()
    return {role, role.removesuffix("-proxy")}

"""Start order, including indirect dependencies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from tests.components.contracts import contract
from tests.harness import Plan
from tests.harness.breakers import no_longer_waits, options

_ORDER: tuple[tuple[str, str, str], ...] = (
    ("postgres-setup", "wallet-0", "it crashes if it cannot migrate (contract §4)"),
    ("postgres-setup", "tenant-0", "it reports healthy without a schema (contract §2.4)"),
    ("wallet-keys", "wallet-0", "one probe of a wallet with other material deletes the keys (verified §e)"),
    ("postgres-setup", "wallet-keys", "the keys are compared with the database"),
    ("tenant-0", "tenant-accounts", "the rows must exist to be set (contract §2.6)"),
    ("tenant-accounts", "register-0", "its bootstrap signs in, and gives up after three tries (verified §g)"),
    ("wallet-0", "register-0", "its bootstrap creates a wallet (verified §g)"),
    ("mongo-setup", "register-0", "its user must exist"),
    ("mongo-setup", "validator-0", "its user must exist"),
    ("mongo-setup", "blueprint-0", "its user must exist"),
    ("tenant-accounts", "blueprint-0", "it signs in as a service"),
    ("register-0", "system-wallet", "it creates the wallet for which the job waits"),
    ("system-wallet", "validator-0", "a race creates a second system wallet (verified §g)"),
    ("register-0", "validator-0", "a validator without a register writes its own genesis (contract §4)"),
    ("validator-0", "ledger", "it writes the first docket"),
    ("ledger", "reconciler-0", "a validator is registered for registers that have a docket (verified §g)"),
    ("reconciler-0", "gateway-0", "`up` ends when dockets are built"),
    ("ledger", "gateway-0", "`up` ends when the register has a height, not when probes succeed"),
)


@contract(*(no_longer_waits(successor, predecessor) for predecessor, successor, _ in _ORDER))
def the_order_of_the_first_start_is_kept(plan: Plan) -> Iterator[str]:
    """The services need this order and do not enforce it (contract §4)."""
    for predecessor, successor, reason in _ORDER:
        if predecessor not in plan.before(successor):
            yield f"{successor} can start before {predecessor}: {reason}"


@contract(no_longer_waits("peer-0", "redis-0"), no_longer_waits("tenant-0", "postgres-0"))
def a_service_waits_for_its_stores(plan: Plan) -> Iterator[str]:
    """A failed connection at start ends some services and silently disables others."""
    for service, facts in FACTS.items():
        for container in plan.pool(service):
            missing_stores = {f"{store}-0" for store in facts.uses} - plan.before(container.name)
            if missing_stores:
                yield f"{container.name}: {sorted(missing_stores)}"


@contract(*(no_longer_waits("gateway-0", f"{name}-0") for name in ServiceName if name != "gateway"))
def the_gateway_opens_last(plan: Plan) -> Iterator[str]:
    """The port answers only with services behind it; the order of replacement follows."""
    edges = {container.name for container in plan.containers if container.name.startswith("edge-")}
    gateways = {gateway.name for gateway in plan.pool("gateway")}
    prerequisites = {container.name for container in plan.containers} - gateways - edges
    for edge in plan.pool("edge"):
        if missing_names := gateways - plan.before(edge.name):
            yield f"{edge.name}: {sorted(missing_names)}"
    for gateway in plan.pool("gateway"):
        missing_names = prerequisites - plan.before(gateway.name)
        if missing_names:
            yield f"{gateway.name}: {sorted(missing_names)}"


def _break_chain(plan: Plan) -> Plan:
    second = plan.pool("tenant")[1:2]
    return (
        no_longer_waits(second[0].name, "tenant-0")(plan)
        if second
        else no_longer_waits("tenant-accounts", "tenant-0")(plan)
    )


@contract(_break_chain)
def a_pool_starts_and_rolls_one_by_one(plan: Plan) -> Iterator[str]:
    """A change that breaks a service costs one replica, not the pool (provider-semantics §1.3)."""
    for role in (*ServiceName, *StoreName, "sentinel"):
        members = [member.name for member in plan.pool(role)]
        for first, second in combinations(members, 2):
            # MongoDB's first member is the last of its set: it asks the others for an existing set.
            if first not in plan.before(second) and second not in plan.before(first):
                yield f"neither {first} nor {second} waits for the other"
    for first, gate, pool in (
        ("tenant-0", "tenant-accounts", "tenant"),
        ("register-0", "system-wallet", "register"),
    ):
        if first not in plan.before(gate):
            yield f"{gate} does not wait for {first}"
        for member in plan.pool(pool)[1:]:
            if gate not in plan.before(member.name):
                yield f"{member.name} does not wait for {gate}"


@contract(
    lambda plan: replace(
        plan,
        resources=tuple(
            replace(resource, dependencies=resource.dependencies | {plan.named("gateway-0").urn})
            if resource.name == "tenant-0"
            else resource
            for resource in plan.resources
        ),
    ),
    options(
        "ui-0", dependencies=frozenset({"urn:pulumi:dev::sorcha::docker:index/container:Container::gone"})
    ),
)
def nothing_waits_in_a_circle_or_for_nothing(plan: Plan) -> Iterator[str]:
    """The engine would hang, or fail in the middle."""
    urns = {resource.urn for resource in plan.resources}
    for container in plan.containers:
        missing_urns = container.dependencies - urns
        if missing_urns:
            yield f"{container.name}: {sorted(missing_urns)}"
        elif container.name in plan.before(container.name):
            yield f"{container.name} waits for itself"

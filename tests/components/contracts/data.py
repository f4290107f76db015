"""What keeps the data, and what opens it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

from sorcha_infra.domain.secrets import PASSWORDS
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.stores import STORES
from sorcha_infra.platforms.docker.proxy import ADDRESSES
from tests.components.contracts import contract
from tests.harness import Plan
from tests.harness.broken import added, inputs, options, removed
from tests.harness.plan import IMAGE, PASSWORD, VOLUME


@contract(options("postgres-0", VOLUME, protect=False), options("wallet-keys", VOLUME, protect=False))
def volumes_are_protected(plan: Plan) -> Iterator[str]:
    """`pulumi destroy` and any change of the program leave the data where it is."""
    written_again = {f"{proxy}-0" for proxy in (*ADDRESSES, "edge-nginx")}
    yield from (one.name for one in plan.of(VOLUME) if not one.protect and one.name not in written_again)


@contract(options("mongo-0", VOLUME, ignore_changes=("labels",)))
def a_volume_is_never_replaced(plan: Plan) -> Iterator[str]:
    """One that was there before is adopted with its own labels, and each would delete it (§3)."""
    for one in plan.of(VOLUME):
        if not set(one.ignore_changes) >= {"labels", "driver", "driverOpts"}:
            yield f"{one.name}: {one.ignore_changes}"


@contract(
    inputs("redis-0", volumes=[]),
    inputs("redis-0", volumes=[{"volumeName": "dev-redis-0", "containerPath": "/var/lib/redis"}]),
    inputs("redis-0", volumes=[{"volumeName": "dev-mongo-0", "containerPath": "/data"}]),
)
def each_store_has_a_volume_of_its_own(plan: Plan) -> Iterator[str]:
    """Data in the container's own layer dies with the next replacement."""
    for store, facts in STORES.items():
        for one in plan.pool(store):
            mounted = {mount["containerPath"]: mount["volumeName"] for mount in one.inputs["volumes"]}
            if mounted.get(facts.data_directory) != one.inputs["name"]:
                yield f"{one.name}: {mounted}"


@contract(inputs("wallet-0", volumes=[]), inputs("tenant-0", volumes=[]))
def what_a_service_keeps_is_on_its_pools_volume(plan: Plan) -> Iterator[str]:
    """The wallets' keys and the key rings outlive the container and are shared by the pool."""
    for service, facts in FACTS.items():
        wanted = {directory.path for directory in facts.directories}
        for one in plan.pool(service):
            mounted = {mount["containerPath"] for mount in one.inputs["volumes"]}
            if mounted != wanted:
                yield f"{one.name}: {sorted(mounted)}, wanted {sorted(wanted)}"


@contract(
    inputs("ui-0", volumes=[{"volumeName": "dev-tenant-key-ring", "containerPath": "/keys"}]),
    inputs("tenant-key-ring", VOLUME, name="dev-forgotten"),
)
def a_volume_belongs_to_one_component(plan: Plan) -> Iterator[str]:
    """Two components on one volume share more than their interface says; none uses it in vain."""
    users: dict[str, set[str]] = defaultdict(set)
    for one in plan.containers:
        for mount in one.inputs["volumes"]:
            users[mount["volumeName"]].add(one.parent)
    for volume in plan.of(VOLUME):
        if users[volume.inputs["name"]] != {volume.parent}:
            yield f"{volume.name}: {sorted(users[volume.inputs['name']])}"


@contract(
    options("walletKeyMaterial", PASSWORD, protect=False), options("mongoKeyFile", PASSWORD, protect=False)
)
def what_opens_the_data_is_protected_like_it(plan: Plan) -> Iterator[str]:
    """A volume whose password is gone is lost data (decisions.md, Data, keys and growth)."""
    yield from (one.name for one in plan.of(PASSWORD) if not one.protect)


@contract(removed("redisPassword", PASSWORD), inputs("redisPassword", PASSWORD, length=12))
def every_secret_is_generated_and_long(plan: Plan) -> Iterator[str]:
    """Also one that is given: taking it away later must not ask to delete what is protected."""
    made = {one.name: one.inputs for one in plan.of(PASSWORD)}
    for name in (facts.name for facts in PASSWORDS):
        if name not in made:
            yield f"{name} is not generated"
        elif made[name]["length"] < 24 or made[name]["special"]:
            yield f"{name}: {made[name]}"


@contract(
    added(
        lambda plan: replace(plan.of(PASSWORD)[0], urn="urn:x", type="random:index/randomBytes:RandomBytes")
    )
)
def no_generator_shows_its_value_in_its_id(plan: Plan) -> Iterator[str]:
    """The id of RandomBytes is the value, in clear, in every state (provider-semantics §10)."""
    yield from (one.urn for one in plan.leaves if one.type.startswith("random:") and one.type != PASSWORD)


@contract(inputs("redis-image", IMAGE, keepLocally=None))
def images_stay_on_the_engine(plan: Plan) -> Iterator[str]:
    """Other installations run them, and a machine without a registry has no other copy."""
    yield from (one.name for one in plan.of(IMAGE) if not one.inputs.get("keepLocally"))

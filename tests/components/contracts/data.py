"""What keeps the data, and what opens it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from sorcha_infra.domain.secrets import PASSWORDS
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.stores import STORES
from tests.components.contracts import contract
from tests.harness import Plan
from tests.harness.breakers import inputs, removal
from tests.harness.plan import PASSWORD, VOLUME


@contract(
    inputs("redis-0", volumes=[]),
    inputs("redis-0", volumes=[{"volumeName": "dev-redis-0", "containerPath": "/var/lib/redis"}]),
    inputs("redis-0", volumes=[{"volumeName": "dev-mongo-0", "containerPath": "/data"}]),
)
def each_store_has_a_volume_of_its_own(plan: Plan) -> Iterator[str]:
    """Data in the container's own layer dies with the next replacement."""
    for store, facts in STORES.items():
        for container in plan.pool(store):
            volumes = {mount["containerPath"]: mount["volumeName"] for mount in container.inputs["volumes"]}
            if volumes.get(facts.data_directory) != container.inputs["name"]:
                yield f"{container.name}: {volumes}"


@contract(inputs("wallet-0", volumes=[]), inputs("tenant-0", volumes=[]))
def what_a_service_keeps_is_on_its_pools_volume(plan: Plan) -> Iterator[str]:
    """The wallets' keys and the key rings outlive the container and are shared by the pool."""
    for service, facts in FACTS.items():
        expected = {directory.path for directory in facts.directories}
        for container in plan.pool(service):
            paths = {mount["containerPath"] for mount in container.inputs["volumes"]}
            if paths != expected:
                yield f"{container.name}: {sorted(paths)}, wanted {sorted(expected)}"


@contract(
    inputs("ui-0", volumes=[{"volumeName": "dev-tenant-key-ring", "containerPath": "/keys"}]),
    inputs("tenant-key-ring", VOLUME, name="dev-forgotten"),
)
def a_volume_belongs_to_one_component(plan: Plan) -> Iterator[str]:
    """Two components on one volume share more than their interface says; none uses it in vain."""
    users: dict[str, set[str]] = defaultdict(set)
    for container in plan.containers:
        for mount in container.inputs["volumes"]:
            users[mount["volumeName"]].add(container.parent)
    for volume in plan.of(VOLUME):
        if users[volume.inputs["name"]] != {volume.parent}:
            yield f"{volume.name}: {sorted(users[volume.inputs['name']])}"


@contract(removal("redisPassword", PASSWORD))
def every_secret_is_generated(plan: Plan) -> Iterator[str]:
    """Also one that is given: taking it away later must not ask to delete what is protected."""
    password_names = {password.name for password in plan.of(PASSWORD)}
    yield from (facts.name for facts in PASSWORDS if facts.name not in password_names)

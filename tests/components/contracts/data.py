"""Volumes, and the secrets that open their data."""

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
def each_store_has_its_own_volume(plan: Plan) -> Iterator[str]:
    """Data in the container's layer is lost at the next replacement."""
    for store, facts in STORES.items():
        for container in plan.pool(store):
            volumes = {mount["containerPath"]: mount["volumeName"] for mount in container.inputs["volumes"]}
            if volumes.get(facts.data_directory) != container.inputs["name"]:
                yield f"{container.name}: {volumes}"


@contract(inputs("wallet-0", volumes=[]), inputs("tenant-0", volumes=[]))
def data_of_a_service_is_on_the_volume_of_its_pool(plan: Plan) -> Iterator[str]:
    """The wallets' keys and the key rings outlive the container and are shared by the pool."""
    for service, facts in FACTS.items():
        expected = {directory.path for directory in facts.directories}
        for container in plan.pool(service):
            paths = {mount["containerPath"] for mount in container.inputs["volumes"]}
            if paths != expected:
                yield f"{container.name}: {sorted(paths)}, expected {sorted(expected)}"


@contract(
    inputs("ui-0", volumes=[{"volumeName": "dev-tenant-key-ring", "containerPath": "/keys"}]),
    inputs("tenant-key-ring", VOLUME, name="dev-forgotten"),
)
def a_volume_belongs_to_one_component(plan: Plan) -> Iterator[str]:
    """Two components on one volume share more than their interface states; an unused volume is a fault."""
    users: dict[str, set[str]] = defaultdict(set)
    for container in plan.containers:
        for mount in container.inputs["volumes"]:
            users[mount["volumeName"]].add(container.parent)
    for volume in plan.of(VOLUME):
        if users[volume.inputs["name"]] != {volume.parent}:
            yield f"{volume.name}: {sorted(users[volume.inputs['name']])}"


@contract(removal("redisPassword", PASSWORD))
def every_secret_is_generated(plan: Plan) -> Iterator[str]:
    """Also a given secret: its later removal must not delete a protected resource."""
    password_names = {password.name for password in plan.of(PASSWORD)}
    yield from (facts.name for facts in PASSWORDS if facts.name not in password_names)

"""Changes of the plan of dev that break each rule over resources, one at a time."""

from __future__ import annotations

from dataclasses import replace

from sorcha_infra.domain.environment import APPSETTINGS
from sorcha_infra.domain.resources import Invariant
from sorcha_infra.profiles.docker.invariants import containers, data, images, network, pools, secrets
from tests.gates.breach import (
    LAB_PRODUCTION,
    PRODUCTION,
    Breach,
    StackSettings,
    all_of,
    container,
    file,
    twin,
)
from tests.harness import Plan, Resource, Secret
from tests.harness.breakers import addition, inputs, options, removal
from tests.harness.plan import CONTAINER, IMAGE, NETWORK, PASSWORD, VOLUME

_HEALTH = {
    "tests": ["CMD", "true"],
    "interval": "3s",
    "timeout": "5s",
    "startPeriod": "1m0s",
    "retries": 5,
}
_WAITS = {"waitTimeout": 60}
_LABEL = {"label": "sorcha.dev/installation", "value": "dev"}


def _health(**values: object) -> Breach:
    whole = {**_HEALTH, **values}
    return container(
        "wallet-0", healthcheck={key: value for key, value in whole.items() if value is not None}
    )


def _second_member(plan: Plan) -> Resource:
    """A removable volume that would be deleted permanently."""
    [first] = (volume for volume in plan.of(VOLUME) if volume.name == "mongo-0")
    return replace(first, name="mongo-1", urn=first.urn.replace("mongo-0", "mongo-1"), protect=False)


RESOURCES: dict[Invariant, tuple[Breach, ...]] = {
    containers.containers_stop_gracefully: (
        container("postgres-0", destroyGraceSeconds=None),
        container("postgres-0", destroyGraceSeconds=0, stopTimeout=0),
        container("postgres-0", destroyGraceSeconds=None, stopTimeout=1),
        container("postgres-0", stopTimeout=10),
    ),
    containers.containers_have_limits: (
        container("mongo-0", memory=None),
        container("mongo-0", memory=0, memorySwap=0),
        container("mongo-0", memorySwap=None),
        container("mongo-0", memorySwap=512),
        container("mongo-0", cpus=None),
        container("mongo-0", cpus="1"),
        container("mongo-0", cpus="0.50"),
    ),
    containers.containers_have_health_checks: (
        container("wallet-0", healthcheck=None),
        _health(startPeriod=None),
        _health(interval="90s"),
        _health(interval="60m0s"),
        _health(timeout="5"),
        _health(retries=0),
        _health(tests=["NONE"]),
        _health(tests=[]),
        container("wallet-0", wait=False),
        container("wallet-0", healthcheck={**_HEALTH, "startPeriod": "1s"}, waitTimeout=None),
        container("wallet-0", healthcheck=_HEALTH, waitTimeout=59),
        container("wallet-0", healthcheck={**_HEALTH, "startPeriod": "1h0m0s"}, waitTimeout=3599),
    ),
    containers.containers_deleted_before_replaced: (
        Breach(options("tenant-0", delete_before_replace=False)),
    ),
    containers.servers_restart_jobs_do_not: (
        container("gateway-0", restart="no"),
        container("ledger", restart="unless-stopped"),
    ),
    containers.logs_rotated: (
        container("ui-0", logOpts=None),
        container("ui-0", logOpts={"max-size": "10m"}),
        container("ui-0", logDriver=None),
    ),
    containers.no_privilege_escalation: (container("peer-0", securityOpts=None),),
    containers.no_host_access: (
        *(container("redis-0", **{key: True}) for key in ("privileged", "devices", "mounts")),
        *(container("redis-0", **{key: "host"}) for key in ("networkMode", "pidMode", "ipcMode")),
        container("redis-0", volumes=[{"containerPath": "/run", "hostPath": "/var/run"}]),
        container("redis-0", capabilities={"adds": ["CAP_SYS_ADMIN"]}),
    ),
    data.data_volumes_protected: (
        *(
            Breach(options(name, VOLUME, protect=False))
            for name in ("postgres-0", "wallet-keys", "ui-key-ring")
        ),
        Breach(addition(_second_member), in_pack=False),
    ),
    data.volumes_never_replaced: (
        Breach(options("mongo-0", VOLUME, ignore_changes=("labels",))),
        Breach(options("mongo-0", VOLUME, ignore_changes=("driver", "driverOpts"))),
    ),
    data.data_secrets_protected: tuple(
        Breach(options(name, PASSWORD, protect=False)) for name in ("walletKeyMaterial", "mongoKeyFile")
    ),
    data.generated_secrets_strong: (
        Breach(inputs("redisPassword", PASSWORD, length=23)),
        Breach(inputs("redisPassword", PASSWORD, length=None)),
        Breach(inputs("redisPassword", PASSWORD, special=True)),
        Breach(inputs("redisPassword", PASSWORD, special=None)),
    ),
    data.no_secret_in_resource_id: (
        Breach(
            addition(
                lambda plan: replace(
                    plan.of(PASSWORD)[0], urn="urn:x", type="random:index/randomBytes:RandomBytes"
                )
            )
        ),
    ),
    data.images_kept_locally: (Breach(inputs("redis-image", IMAGE, keepLocally=None)),),
    secrets.secrets_only_in_files: (
        container("redis-0", envs=[Secret("REDIS_PASSWORD=x")]),
        container("redis-0", command=["redis-server", "--requirepass", Secret("x")]),
        container("redis-0", healthcheck={**_HEALTH, "tests": ["CMD", "redis-cli", "-a", Secret("x")]}),
        container("redis-0", uploads=file(file=Secret("/run/secrets/x"))),
        container("redis-0", hostname=Secret("x")),
    ),
    secrets.private_files_marked_secret: (
        container("redis-0", uploads=file(content="in clear")),
        container(
            "tenant-0",
            uploads=file(file=APPSETTINGS, content="{}", permissions="0444"),
        ),
    ),
    secrets.secret_files_readable_by_owner_only: (
        container("redis-0", uploads=file(permissions="0444")),
        container("redis-0", uploads=file(permissions="0440")),
        container("redis-0", uploads=file(permissions=None)),
        container("redis-0", uploads=file(owner="redis")),
        container("redis-0", uploads=file(owner=None)),
        container("redis-0", uploads=file(file="/sorcha/settings/x", permissions="0444")),
        container("ledger", uploads=file(permissions="0444")),
        container("redis-0", uploads=file(file=APPSETTINGS, permissions="0444")),
        container("tenant-0", uploads=file(permissions="0444")),
        container("tenant-0", uploads=file(file=APPSETTINGS, permissions="0440")),
    ),
    secrets.no_plain_copy_of_secret: (
        container("ui-0", envs=["X=generated-redisPassword"]),
        container("ui-0", command=["--password", "generated-mongoPassword"]),
        container("ui-0", labels=[{"label": "x", "value": "generated-redisPassword"}]),
        container("redis-0", uploads=file(content=Secret("twelve-chars")), envs=["X=twelve-chars"]),
    ),
    network.no_public_store_port: (
        container("postgres-0", ports=[{"internal": 5432, "external": 5432, "ip": "127.0.0.1"}]),
        container("mongo-0", publishAllPorts=True),
        Breach(twin("gateway-0", "redis-proxy-0")),
    ),
    network.single_public_entry: (
        container("ui-0", ports=[{"internal": 8080, "external": 8081, "ip": "127.0.0.1"}]),
        container("ui-0", publishAllPorts=True),
        container("peer-0", ports=[{"internal": 5000, "external": 5000}]),
        container("gateway-0", ports=[]),
        Breach(twin("gateway-0", "gateway-1")),
        # A gateway that is published although there is an edge.
        Breach(settings=StackSettings(PRODUCTION)),
    ),
    network.no_public_port_without_tls: (
        container("gateway-0", ports=[{"internal": 8080, "external": 8080}]),
        container("gateway-0", ports=[{"internal": 8080, "external": 8080, "ip": "0.0.0.0"}]),
        container("gateway-0", ports=[{"internal": 8080, "ip": "127.0.0.1"}]),
    ),
    network.names_prefixed_by_installation: (
        container("tenant-0", name="elsewhere-tenant-0"),
        container("tenant-0", labels=[]),
        container("tenant-0", labels=[{**_LABEL, "value": "another"}]),
        Breach(inputs("postgres-0", VOLUME, name="postgres-0")),
        Breach(inputs("network", NETWORK, name="sorcha")),
    ),
    network.unique_identities: (
        container("tenant-0", name="dev-wallet-0"),
        container("tenant-0", hostname="wallet-0"),
        Breach(inputs("redis-0", VOLUME, name="dev-mongo-0")),
        container(
            "redis-0",
            networksAdvanced=[
                {"name": "dev-network", "aliases": ["redis-0"], "ipv4Address": "10.201.239.10"}
            ],
        ),
        Breach(twin("peer-0", "peer-1")),  # with the NodeId of the first
        Breach(twin("register-0", "register-1")),  # with its consumer group
    ),
    pools.pools_match_configuration: (
        Breach(twin("validator-0", "validator-1")),
        Breach(twin("tenant-0", "tenant-1", "tenant-2")),
        Breach(removal("wallet-0", CONTAINER)),
        Breach(
            settings=StackSettings({"tier": "dev", "platform": "docker", "services": {"ui": {"replicas": 2}}})
        ),
    ),
    images.containers_run_image_ids: (container("blueprint-0", image="sorchadev/blueprint-service:1"),),
    images.no_floating_image_tags: (
        Breach(inputs("blueprint-image", IMAGE, name="sorchadev/blueprint-service")),
        Breach(inputs("blueprint-image", IMAGE, name="sorchadev/blueprint-service:latest")),
        Breach(inputs("blueprint-image", IMAGE, name="localhost:5000/blueprint")),
    ),
    images.production_resources_pinned: (Breach(settings=StackSettings(PRODUCTION)),),
}
"""Rule → breaches; a test reports a missing rule."""

FINE: dict[Invariant, tuple[Breach, ...]] = {
    containers.containers_have_limits: (
        container("mongo-0", cpus="0.5"),
        container("mongo-0", cpus="12.0"),
        container("mongo-0", cpus="0.25"),
    ),
    containers.containers_have_health_checks: (
        container("wallet-0", healthcheck=_HEALTH, waitTimeout=60),
        container("wallet-0", healthcheck={**_HEALTH, "startPeriod": "1h0m0s"}, waitTimeout=3600),
        container("wallet-0", healthcheck={**_HEALTH, "tests": ["CMD-SHELL", "true"]}),
        container("wallet-0", healthcheck={**_HEALTH, "startPeriod": "0s"}, waitTimeout=0),
    ),
    containers.containers_stop_gracefully: (container("redis-0", destroyGraceSeconds=1, stopTimeout=1),),
    containers.no_host_access: (
        # Values that the provider reports after a refresh.
        container("redis-0", networkMode="bridge", devices=[], mounts=[], ipcMode=""),
        container("redis-0", networkMode="default"),
    ),
    data.generated_secrets_strong: (Breach(inputs("redisPassword", PASSWORD, length=24)),),
    network.single_public_entry: (
        Breach(
            inputs("peer-0", ports=[{"internal": 5000, "external": 5000}]),
            StackSettings(
                {"tier": "dev", "platform": "docker", "peer": {"externalAddress": "a.example.com"}}
            ),
        ),
    ),
    pools.pools_match_configuration: (
        Breach(
            twin("tenant-0", "tenant-1"),
            StackSettings({"tier": "dev", "platform": "docker", "services": {"tenant": {"replicas": 2}}}),
        ),
        # Not a pool of a service; tests of the stores check their number.
        Breach(twin("redis-0", "redis-1")),
    ),
    images.containers_run_image_ids: (container("ui-0", image=f"sha256:{'0' * 64}"),),
    images.no_floating_image_tags: (
        Breach(inputs("ui-image", IMAGE, name=f"localhost:5000/ui@sha256:{'0' * 64}")),
        Breach(inputs("ui-image", IMAGE, name="localhost:5000/ui:1.2")),
    ),
    images.production_resources_pinned: (
        Breach(settings=StackSettings(LAB_PRODUCTION)),
        Breach(all_of(IMAGE, name=f"a@sha256:{'0' * 64}"), StackSettings(PRODUCTION)),
        Breach(all_of(IMAGE, build={"context": "here"}), StackSettings(PRODUCTION)),
    ),
    network.no_public_port_without_tls: (
        Breach(inputs("gateway-0", ports=[{"internal": 1, "external": 1}]), StackSettings(PRODUCTION)),
    ),
    secrets.no_plain_copy_of_secret: (
        # Too short: any string may contain it.
        container("redis-0", uploads=file(content=Secret("just-eleven")), envs=["X=just-eleven"]),
        container("redis-0", uploads=file(content="nothing-to-hide"), envs=["X=nothing-to-hide"]),
    ),
}
"""Rule → plans that almost break it."""

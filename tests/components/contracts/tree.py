"""Structure of the plan: parents, types, names, outputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sorcha_infra.domain.services import FACTS
from sorcha_infra.profiles import profiles
from tests.components.contracts import contract
from tests.harness import SECRET, Plan, Secret, masked
from tests.harness.breakers import addition, inputs, options, removal, stack_output
from tests.harness.plan import CONTAINER, VOLUME

_OUTPUTS = {
    "url",
    "adminEmail",
    "adminPassword",
    "tier",
    "platform",
    "installation",
    "imageSource",
    "promises",
}


@contract(
    options("tenant-0", parent="urn:pulumi:dev::sorcha::pulumi:pulumi:Stack::sorcha-dev"),
    options("postgres-0", VOLUME, parent=""),
)
def every_leaf_is_below_a_component(plan: Plan) -> Iterator[str]:
    """The tree shows the owner of a resource, and passes on protection and providers."""
    components = {component.urn for component in plan.components}
    for leaf in plan.leaves:
        if leaf.parent not in components:
            yield f"{leaf.name}: below {leaf.parent or 'nothing'}"


@contract(
    options("tenant", "sorcha:app:ServicePool", type="sorcha:docker:ServicePool"),
    options("tenant", "sorcha:app:ServicePool", type="sorcha:app:DockerPool"),
)
def types_say_nothing_of_the_platform(plan: Plan) -> Iterator[str]:
    """The tree is the same on both platforms; only the leaves differ (architecture.md, Names)."""
    for component in plan.components:
        if not component.type.startswith("sorcha:") or any(
            profile.name in component.type.lower() for profile in profiles()
        ):
            yield component.type


@contract(
    inputs("tenant", "sorcha:app:ServicePool", replicas=9),
    inputs("gateway", "sorcha:app:GatewayPool", replicas=None),
    removal("peer-0", CONTAINER),
)
def a_pool_shows_as_many_replicas_as_it_has(plan: Plan) -> Iterator[str]:
    """A preview must show "replicas 1 → 2" after an edit of a table cell."""
    for service in FACTS:
        replicas = plan.named(service).inputs.get("replicas")
        if replicas != len(plan.pool(service)) or not replicas:
            yield f"{service}: {replicas} shown, {len(plan.pool(service))} built"


@contract(
    options(
        "wallet-0",
        property_dependencies={
            "envs": frozenset(
                {
                    "urn:pulumi:dev::sorcha::sorcha:index:SorchaStack$sorcha:data:ReplicatedPostgres"
                    "$docker:index/container:Container::postgres-0"
                }
            )
        },
    )
)
def no_container_takes_a_value_from_another(plan: Plan) -> Iterator[str]:
    """A replacement would first delete all containers with a value of it (provider-semantics §1.2)."""
    containers = {container.urn for container in plan.containers}
    for container in plan.containers:
        for key, urns in container.property_dependencies.items():
            yield from (f"{container.name}.{key}: {urn}" for urn in urns & containers)


@contract(
    stack_output("adminPassword", "in plain text"),
    stack_output("url", None),
    stack_output("surprise", "of another"),
    stack_output("url", "http://0.0.0.0:8080"),
)
def the_stack_exports_what_its_operator_needs(plan: Plan) -> Iterator[str]:
    """Address, accounts and description, with the password encrypted."""
    keys = {key for key, value in plan.outputs.items() if value}
    if keys != _OUTPUTS:
        yield f"{sorted(keys ^ _OUTPUTS)}"
    secret_keys = {key for key, value in plan.outputs.items() if isinstance(value, Secret)}
    if secret_keys != {"adminPassword"}:
        yield f"secret: {sorted(secret_keys)}"
    if plan.outputs["adminPassword"] != Secret(plan.secrets["adminPassword"]):
        yield "adminPassword is not the password of the tenant"
    if plan.outputs["platform"] in ("docker",) and plan.outputs["url"] not in _public_urls(plan):
        yield f"{plan.outputs['url']}: published are {_public_urls(plan)}"


def _public_urls(plan: Plan) -> list[str]:
    if edges := plan.pool("edge"):
        return [f"https://localhost:{port['external']}" for edge in edges for port in edge.inputs["ports"]]
    return [
        f"http://localhost:{port['external']}"
        for gateway in plan.pool("gateway")
        for port in gateway.inputs["ports"]
    ]


@contract(
    addition(
        lambda plan: replace(
            plan.named("redis", "sorcha:data:ReplicatedRedis"), urn="urn:x", outputs={"password": Secret("x")}
        )
    )
)
def components_keep_secrets_to_themselves(plan: Plan) -> Iterator[str]:
    """`pulumi stack` prints the outputs of a component."""
    for component in plan.components:
        text = str(masked(component.outputs)) + str(component.inputs)
        if SECRET in text or any(secret in text for secret in plan.secrets.values()):
            yield component.name

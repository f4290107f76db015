"""How the plan hangs together: parents, types, names, what is shown and handed out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.vocabulary import PlatformName
from tests.components.contracts import contract
from tests.harness import SECRET, Plan, Secret, masked
from tests.harness.broken import added, inputs, options, removed, stack_output
from tests.harness.plan import CONTAINER, NETWORK, VOLUME

_NAMED = (CONTAINER, NETWORK, VOLUME)
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
    """Who owns a thing can be read off the tree; protection and providers are handed down it."""
    components = {one.urn for one in plan.components}
    for one in plan.leaves:
        if one.parent not in components:
            yield f"{one.name}: below {one.parent or 'nothing'}"


@contract(
    options("tenant", "sorcha:app:ServicePool", type="sorcha:docker:ServicePool"),
    options("tenant", "sorcha:app:ServicePool", type="sorcha:app:DockerPool"),
)
def types_say_nothing_of_the_platform(plan: Plan) -> Iterator[str]:
    """The tree is the same on both platforms; only the leaves differ (architecture.md, Names)."""
    for one in plan.components:
        if not one.type.startswith("sorcha:") or any(name in one.type.lower() for name in PlatformName):
            yield one.type


@contract(
    inputs("tenant", "sorcha:app:ServicePool", replicas=9),
    inputs("gateway", "sorcha:app:GatewayPool", replicas=None),
    removed("peer-0", CONTAINER),
)
def a_pool_shows_as_many_replicas_as_it_has(plan: Plan) -> Iterator[str]:
    """A preview must say "replicas 1 → 2" where a table cell is edited."""
    for service in FACTS:
        shown = plan.named(service).inputs.get("replicas")
        if shown != len(plan.pool(service)) or not shown:
            yield f"{service}: {shown} shown, {len(plan.pool(service))} built"


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
    """Replacing one would first delete all that took a value from it (provider-semantics §1.2)."""
    containers = {one.urn for one in plan.containers}
    for one in plan.containers:
        for key, urns in one.property_dependencies.items():
            yield from (f"{one.name}.{key}: {urn}" for urn in urns & containers)


@contract(
    stack_output("adminPassword", "in plain text"),
    stack_output("url", None),
    stack_output("surprise", "of another"),
    stack_output("url", "http://0.0.0.0:8080"),
)
def the_stack_hands_out_what_its_operator_needs(plan: Plan) -> Iterator[str]:
    """The address, who may sign in, and what this is; the password encrypted."""
    given = {key for key, value in plan.outputs.items() if value}
    if given != _OUTPUTS:
        yield f"{sorted(given ^ _OUTPUTS)}"
    secret = {key for key, value in plan.outputs.items() if isinstance(value, Secret)}
    if secret != {"adminPassword"}:
        yield f"secret: {sorted(secret)}"
    if plan.outputs["adminPassword"] != Secret(plan.secrets["adminPassword"]):
        yield "adminPassword is another one than the tenant is given"
    if plan.outputs["platform"] in ("docker",) and plan.outputs["url"] not in _published(plan):
        yield f"{plan.outputs['url']}: published are {_published(plan)}"


def _published(plan: Plan) -> list[str]:
    if edges := plan.pool("edge"):
        return [f"https://localhost:{port['external']}" for one in edges for port in one.inputs["ports"]]
    return [
        f"http://localhost:{port['external']}" for one in plan.pool("gateway") for port in one.inputs["ports"]
    ]


@contract(
    added(
        lambda plan: replace(
            plan.named("redis", "sorcha:data:ReplicatedRedis"), urn="urn:x", outputs={"password": Secret("x")}
        )
    )
)
def components_keep_secrets_to_themselves(plan: Plan) -> Iterator[str]:
    """An output of a component is printed by `pulumi stack` and read by whoever may see it."""
    for one in plan.components:
        told = str(masked(one.outputs)) + str(one.inputs)
        if SECRET in told or any(secret in told for secret in plan.secrets.values()):
            yield one.name

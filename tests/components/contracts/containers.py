"""Rules for every container."""

from __future__ import annotations

from collections.abc import Iterator

from sorcha_infra.domain.services import FACTS
from tests.components.contracts import contract
from tests.harness import Plan
from tests.harness.breakers import inputs, options
from tests.harness.plan import IMAGE

_SILENT = {"healthcheck", "tmpfs", "init", "rm", "cpuPeriod", "cpuQuota"}


@contract(options("redis-0", replace_on_changes=("healthcheck", "init")))
def a_change_that_the_provider_only_claims_replaces(plan: Plan) -> Iterator[str]:
    """Otherwise `up` reports success and the container keeps its old probe (provider-semantics §1.1)."""
    for container in plan.containers:
        missing_keys = _SILENT - set(container.replace_on_changes)
        if missing_keys:
            yield f"{container.name}: {sorted(missing_keys)}"


@contract(inputs("tenant-0", capabilities=None), inputs("tenant-0", capabilities={"drops": ["CAP_CHOWN"]}))
def services_have_no_capabilities(plan: Plan) -> Iterator[str]:
    """They bind high ports as an ordinary user; unused capabilities would only serve an intruder."""
    for service in FACTS:
        for container in plan.pool(service):
            if container.inputs.get("capabilities") != {"drops": ["ALL"]}:
                yield f"{container.name}: {container.inputs.get('capabilities')}"


@contract(inputs("ledger", capabilities=None))
def only_containers_that_change_owners_keep_capabilities(plan: Plan) -> Iterator[str]:
    """Only stores and the job that owns a directory start as root and change its owner."""
    for container in plan.containers:
        if "capabilities" not in container.inputs and not container.inputs.get("volumes"):
            yield container.name


@contract(options("validator-0", hooks={}), options("validator-0", hooks={"on_error": ("missing",)}))
def a_failure_is_reported(plan: Plan) -> Iterator[str]:
    """The provider's own error is one fixed sentence without a log (provider-semantics §1.5)."""
    for container in plan.containers:
        hooks = container.hooks.get("on_error", ())
        if not hooks or not set(hooks) <= plan.hooks.keys():
            yield f"{container.name}: {hooks}"


@contract(
    inputs("blueprint-0", image="sorchadev/blueprint-service"),
    options("blueprint-0", property_dependencies={}),
)
def an_image_is_one_that_the_program_looked_up(plan: Plan) -> Iterator[str]:
    """Each engine resolves a name again, possibly to a different program."""
    for container in plan.containers:
        images = (plan.by_urn[urn] for urn in container.property_dependencies.get("image", ()))
        if not any(
            image.type == IMAGE and f"id of {image.inputs['name']}" == container.inputs["image"]
            for image in images
        ):
            yield f"{container.name}: {container.inputs['image']}"


@contract(inputs("ui-0", init=True), inputs("ui-0", rm=True))
def nothing_is_set_that_cannot_be_changed_or_kept(plan: Plan) -> Iterator[str]:
    """`rm` removes a container, which then runs again; an unset `init` follows the daemon (§1.7)."""
    yield from (
        container.name
        for container in plan.containers
        if container.inputs.get("rm") or container.inputs.get("init") is not False
    )

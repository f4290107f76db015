"""What the house asks of every container."""

from __future__ import annotations

from collections.abc import Iterator

from sorcha_infra.domain.services import FACTS
from tests.components.contracts import contract
from tests.harness import Plan, Resource
from tests.harness.broken import inputs, options

_SILENT = {"healthcheck", "tmpfs", "init", "rm", "cpuPeriod", "cpuQuota"}


@contract(options("redis-0", replace_on_changes=("healthcheck", "init")))
def a_change_that_the_provider_only_claims_replaces(plan: Plan) -> Iterator[str]:
    """Else `up` reports success and the container keeps its old probe (provider-semantics §1.1)."""
    for one in plan.containers:
        missing = _SILENT - set(one.replace_on_changes)
        if missing:
            yield f"{one.name}: {sorted(missing)}"


@contract(inputs("tenant-0", capabilities=None), inputs("tenant-0", capabilities={"drops": ["CAP_CHOWN"]}))
def services_have_no_capabilities(plan: Plan) -> Iterator[str]:
    """They bind high ports as an ordinary user; what they do not need, an intruder does not get."""
    for service in FACTS:
        for one in plan.pool(service):
            if one.inputs.get("capabilities") != {"drops": ["ALL"]}:
                yield f"{one.name}: {one.inputs.get('capabilities')}"


@contract(inputs("ledger", capabilities=None))
def only_what_hands_data_to_its_user_keeps_capabilities(plan: Plan) -> Iterator[str]:
    """Stores and the job that owns a directory start as root and change its owner; nothing else."""
    for one in plan.containers:
        if "capabilities" not in one.inputs and not one.inputs.get("volumes"):
            yield one.name


@contract(options("validator-0", hooks={}), options("validator-0", hooks={"on_error": ("nobody",)}))
def a_failure_is_told(plan: Plan) -> Iterator[str]:
    """The provider's own error is one fixed sentence without a log (provider-semantics §1.5)."""
    for one in plan.containers:
        hooks = one.hooks.get("on_error", ())
        if not hooks or not set(hooks) <= plan.hooks.keys():
            yield f"{one.name}: {hooks}"


@contract(
    inputs("blueprint-0", image="sorchadev/blueprint-service"),
    inputs(
        "blueprint-image", "docker:index/remoteImage:RemoteImage", name="sorchadev/blueprint-service:latest"
    ),
    inputs("blueprint-image", "docker:index/remoteImage:RemoteImage", name="localhost:5000/blueprint"),
)
def images_are_pinned_and_come_by_id(plan: Plan) -> Iterator[str]:
    """A floating tag is another program after the next pull, and no plan shows it."""
    for image in plan.of("docker:index/remoteImage:RemoteImage"):
        tag = image.inputs["name"].rpartition("/")[2].partition(":")[2]
        if not tag or tag.split("@")[0] == "latest":
            yield f"{image.name}: {image.inputs['name']}"
    for one in plan.containers:
        if not _from_image(plan, one):
            yield f"{one.name}: its image is not one that the program looked up"


def _from_image(plan: Plan, one: Resource) -> bool:
    return any(
        plan.by_urn[urn].type.endswith(":RemoteImage")
        and f"id of {plan.by_urn[urn].inputs['name']}" == one.inputs["image"]
        for urn in one.property_dependencies.get("image", ())
    )


@contract(
    inputs("tenant-0", hostname="tenant"),
    inputs("tenant-0", labels=[]),
    inputs("tenant-0", name="tenant-0"),
)
def a_container_carries_its_name_and_its_installation(plan: Plan) -> Iterator[str]:
    """Clean-up removes by label alone, and an operator finds by name."""
    installation = plan.outputs["installation"]
    for one in plan.containers:
        labels = {entry["label"]: entry["value"] for entry in one.inputs.get("labels", [])}
        if (one.inputs["hostname"], one.inputs["name"], labels.get("sorcha.dev/installation")) != (
            one.name,
            f"{installation}-{one.name}",
            installation,
        ):
            yield one.name


@contract(inputs("ui-0", init=True), inputs("ui-0", rm=True))
def nothing_is_set_that_cannot_be_changed_or_kept(plan: Plan) -> Iterator[str]:
    """`rm` makes a container vanish and run again; an unset `init` follows the daemon (§1.7)."""
    yield from (
        one.name for one in plan.containers if one.inputs.get("rm") or one.inputs.get("init") is not False
    )

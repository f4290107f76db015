"""What the house asks of every container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sorcha_infra.domain.services import FACTS
from tests.components.contracts import contract
from tests.harness import Plan, Resource
from tests.harness.broken import inputs, options

_SILENT = {"healthcheck", "tmpfs", "init", "rm", "cpuPeriod", "cpuQuota"}
_DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(\d+)s")


@contract(options("tenant-0", delete_before_replace=False))
def a_replaced_container_is_deleted_first(plan: Plan) -> Iterator[str]:
    """Names are fixed: the engine refuses the second of a name (provider-semantics §1.1)."""
    yield from (one.name for one in plan.containers if not one.delete_before_replace)


@contract(options("redis-0", replace_on_changes=("healthcheck", "init")))
def a_change_that_the_provider_only_claims_replaces(plan: Plan) -> Iterator[str]:
    """Else `up` reports success and the container keeps its old probe (provider-semantics §1.1)."""
    for one in plan.containers:
        missing = _SILENT - set(one.replace_on_changes)
        if missing:
            yield f"{one.name}: {sorted(missing)}"


@contract(
    inputs("postgres-0", destroyGraceSeconds=None),
    inputs("postgres-0", destroyGraceSeconds=0, stopTimeout=0),
    inputs("postgres-0", stopTimeout=10),
)
def every_container_may_stop_gracefully(plan: Plan) -> Iterator[str]:
    """Without a grace the provider kills at once: a store recovers, or not (provider-semantics §1.6)."""
    for one in plan.containers:
        grace = one.inputs.get("destroyGraceSeconds", 0)
        if grace < 1 or one.inputs.get("stopTimeout") != grace:
            yield f"{one.name}: {grace} s on deletion, {one.inputs.get('stopTimeout')} s on docker stop"


@contract(inputs("gateway-0", restart="no"), inputs("ledger", restart="unless-stopped"))
def servers_come_back_by_themselves_and_jobs_do_not(plan: Plan) -> Iterator[str]:
    """A crash at night must not need a person; a job that ended must stay ended."""
    for one in plan.containers:
        wanted = "unless-stopped" if one in plan.members else "no"
        if one.inputs.get("restart") != wanted:
            yield f"{one.name}: {one.inputs.get('restart')}, wanted {wanted}"


@contract(
    inputs("ui-0", logOpts=None), inputs("ui-0", logOpts={"max-size": "10m"}), inputs("ui-0", logDriver=None)
)
def logs_are_rotated(plan: Plan) -> Iterator[str]:
    """The engine's default keeps everything until the disk is full."""
    for one in plan.containers:
        if one.inputs.get("logDriver") != "json-file" or set(one.inputs.get("logOpts", {})) != {
            "max-size",
            "max-file",
        }:
            yield one.name


@contract(
    inputs("mongo-0", memory=None),
    inputs("mongo-0", memorySwap=None),
    inputs("mongo-0", memorySwap=-1),
    inputs("mongo-0", cpus=None),
    inputs("mongo-0", cpus="1"),
    inputs("mongo-0", cpus="0.50"),
)
def memory_swap_and_cores_are_limited(plan: Plan) -> Iterator[str]:
    """One leak must not take the machine; another spelling replaces on every `up` (§1.7)."""
    for one in plan.containers:
        given = one.inputs
        if not given.get("memory") or given.get("memorySwap") != given["memory"]:
            yield f"{one.name}: memory {given.get('memory')}, with swap {given.get('memorySwap')}"
        if not re.fullmatch(r"\d+\.(\d|\d+[1-9])|\d*0\.", given.get("cpus", "")):
            yield f"{one.name}: cpus {given.get('cpus')!r} is not the provider's own spelling"


_HEALTH = {
    "tests": ["CMD", "true"],
    "interval": "3s",
    "timeout": "5s",
    "startPeriod": "1m0s",
    "retries": 5,
}


@contract(
    inputs("wallet-0", healthcheck=None),
    inputs("wallet-0", healthcheck={**_HEALTH, "startPeriod": None}),
    inputs("wallet-0", healthcheck={**_HEALTH, "interval": "90s"}),
    inputs("wallet-0", healthcheck={**_HEALTH, "retries": 0}),
    inputs("wallet-0", healthcheck={**_HEALTH, "tests": ["NONE"]}),
    inputs("wallet-0", wait=False),
    inputs("wallet-0", waitTimeout=60),
)
def every_container_is_waited_for_by_a_full_probe(plan: Plan) -> Iterator[str]:
    """Order hangs on health: a container that is not waited for opens the gate too early (§1.5)."""
    for one in plan.containers:
        health = one.inputs.get("healthcheck", {})
        if not health.get("retries") or health.get("tests", ["NONE"])[0] not in ("CMD", "CMD-SHELL"):
            yield f"{one.name}: {health}"
            continue
        spans = {key: _seconds(health.get(key)) for key in ("interval", "timeout", "startPeriod")}
        bad = [key for key, seconds in spans.items() if seconds is None]
        if bad:
            yield f"{one.name}: {bad} not in Go's form"
        elif not one.inputs.get("wait") or one.inputs.get("waitTimeout", 0) < (spans["startPeriod"] or 0):
            yield f"{one.name}: waits {one.inputs.get('waitTimeout')} s of {spans['startPeriod']} s"


@contract(inputs("peer-0", securityOpts=None))
def no_process_gains_privileges(plan: Plan) -> Iterator[str]:
    """A setuid program in an image is no way up."""
    yield from (
        one.name
        for one in plan.containers
        if "no-new-privileges:true" not in one.inputs.get("securityOpts", [])
    )


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


@contract(
    inputs("redis-0", privileged=True),
    inputs("redis-0", networkMode="host"),
    inputs("redis-0", pidMode="host"),
    inputs("redis-0", volumes=[{"containerPath": "/run", "hostPath": "/var/run"}]),
    inputs("redis-0", capabilities={"adds": ["CAP_SYS_ADMIN"]}),
)
def nothing_reaches_the_machine(plan: Plan) -> Iterator[str]:
    """No container sees the machine's processes, files or network."""
    for one in plan.containers:
        given = one.inputs
        reasons = [
            key for key in ("privileged", "networkMode", "pidMode", "ipcMode", "devices") if given.get(key)
        ]
        reasons += ["hostPath" for mount in given.get("volumes", []) if "hostPath" in mount]
        reasons += ["mounts"] * bool(given.get("mounts")) + ["adds"] * bool(
            given.get("capabilities", {}).get("adds")
        )
        if reasons:
            yield f"{one.name}: {reasons}"


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


def _seconds(text: str | None) -> int | None:
    """Seconds of a Go duration in the form that Go prints it, else None."""
    match = _DURATION.fullmatch(text or "")
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if text == _go(total) else None


def _go(total: int) -> str:
    hours, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{seconds}s"

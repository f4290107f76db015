"""What the house asks of every container."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack
from sorcha_infra.profiles.docker.kinds import entries
from sorcha_infra.profiles.docker.spelling import whole_seconds


def a_container_stops_gracefully(stack: Stack) -> Iterator[Finding]:
    """Without a grace the provider kills at once: a store recovers, or not (provider-semantics §1.6)."""
    for container in stack.processes:
        grace = container.inputs.get("destroyGraceSeconds") or 0
        if grace < 1 or container.inputs.get("stopTimeout") != grace:
            yield Finding(
                container, f"{grace} s on deletion, {container.inputs.get('stopTimeout')} s on docker stop"
            )


def memory_swap_and_cores_are_limited(stack: Stack) -> Iterator[Finding]:
    """One leak must not take the machine; another spelling of cores replaces on every `up` (§1.7)."""
    for container in stack.processes:
        memory, swap = container.inputs.get("memory"), container.inputs.get("memorySwap")
        if not memory or swap != -1:
            yield Finding(container, f"memory {memory}, with swap {swap}")
        if not re.fullmatch(r"\d+\.(\d|\d+[1-9])|\d*0\.", str(container.inputs.get("cpus"))):
            yield Finding(
                container, f"cpus {container.inputs.get('cpus')!r} is not the provider's own spelling"
            )


def a_container_is_waited_for_by_a_full_probe(stack: Stack) -> Iterator[Finding]:
    """Order hangs on health: one that is not waited for opens the gate too early (§1.5)."""
    for container in stack.processes:
        health = container.mapping_at("healthcheck")
        if not health.get("retries") or (health.get("tests") or ["NONE"])[0] not in ("CMD", "CMD-SHELL"):
            yield Finding(container, "has no probe")
            continue
        spans = {key: whole_seconds(health.get(key)) for key in ("interval", "timeout", "startPeriod")}
        bad_keys = [key for key, seconds in spans.items() if seconds is None]
        wait_seconds = container.inputs.get("waitTimeout") or 0
        if bad_keys:
            yield Finding(container, f"{', '.join(bad_keys)} of its probe not in Go's form")
        elif not container.inputs.get("wait"):
            yield Finding(container, "is not waited for: wait is not set")
        elif wait_seconds < (spans["startPeriod"] or 0):
            yield Finding(
                container, f"waits {wait_seconds} s of {spans['startPeriod']} s that its start may take"
            )


def a_replaced_container_is_deleted_first(stack: Stack) -> Iterator[Finding]:
    """Names are fixed: the engine refuses the second of a name (provider-semantics §1.1)."""
    for container in stack.processes:
        if not container.delete_before_replace:
            yield Finding(container, "is created before the one that it replaces is deleted")


def servers_come_back_and_jobs_do_not(stack: Stack) -> Iterator[Finding]:
    """A crash at night must not need a person; a job that ended must stay ended."""
    for container in stack.processes:
        policy = "unless-stopped" if container.kind is Kind.MEMBER else "no"
        if container.inputs.get("restart") != policy:
            yield Finding(container, f"restarts {container.inputs.get('restart')}, wanted {policy}")


def logs_are_rotated(stack: Stack) -> Iterator[Finding]:
    """The engine's default keeps everything until the disk is full."""
    for container in stack.processes:
        if container.inputs.get("logDriver") != "json-file" or set(container.mapping_at("logOpts")) != {
            "max-size",
            "max-file",
        }:
            yield Finding(container, "keeps its log without a limit")


def no_process_gains_privileges(stack: Stack) -> Iterator[Finding]:
    """A setuid program in an image is no way up."""
    for container in stack.processes:
        if "no-new-privileges:true" not in container.list_at("securityOpts"):
            yield Finding(container, "may gain privileges")


def nothing_reaches_the_machine(stack: Stack) -> Iterator[Finding]:
    """No container sees the machine's processes, files or network."""
    for container in stack.processes:
        accesses = [
            key
            for key in ("privileged", "pidMode", "ipcMode", "devices", "mounts")
            if container.inputs.get(key)
        ]
        # What a container gets that says nothing: the provider reports it after a refresh.
        if container.inputs.get("networkMode") not in (None, "", "default", "bridge"):
            accesses.append("networkMode")
        accesses += ["hostPath"] * any(
            mount.get("hostPath") for mount in entries(container.inputs, "volumes")
        )
        accesses += ["capabilities.adds"] * bool(container.mapping_at("capabilities").get("adds"))
        if accesses:
            yield Finding(container, f"reaches the machine by {', '.join(accesses)}")


RESOURCE_RULES: tuple[Invariant, ...] = (
    a_container_stops_gracefully,
    memory_swap_and_cores_are_limited,
    a_container_is_waited_for_by_a_full_probe,
    a_replaced_container_is_deleted_first,
    servers_come_back_and_jobs_do_not,
    logs_are_rotated,
    no_process_gains_privileges,
    nothing_reaches_the_machine,
)

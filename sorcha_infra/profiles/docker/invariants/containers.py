"""Rules over every container; `§` is a section of provider-semantics."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack
from sorcha_infra.profiles.docker.kinds import entries
from sorcha_infra.profiles.docker.spelling import whole_seconds


def containers_stop_gracefully(stack: Stack) -> Iterator[Finding]:
    """The provider kills at once without a grace period (provider-semantics §1.6)."""
    for container in stack.processes:
        grace = container.inputs.get("destroyGraceSeconds") or 0
        if grace < 1 or container.inputs.get("stopTimeout") != grace:
            yield Finding(
                container,
                f"has destroyGraceSeconds {grace} and stopTimeout {container.inputs.get('stopTimeout')}",
                expected="the same number of seconds in both",
            )


def containers_have_limits(stack: Stack) -> Iterator[Finding]:
    """A leak must not exhaust the machine; cores have one spelling (provider-semantics §1.7)."""
    for container in stack.processes:
        memory, swap = container.inputs.get("memory"), container.inputs.get("memorySwap")
        if not memory or swap != -1:
            yield Finding(
                container, f"has memory {memory} and memorySwap {swap}", expected="a limit, and memorySwap -1"
            )
        if not re.fullmatch(r"\d+\.(\d|\d+[1-9])|\d*0\.", str(container.inputs.get("cpus"))):
            yield Finding(
                container,
                f"has cpus {container.inputs.get('cpus')!r}",
                expected="the provider's spelling, such as 1.0 or 0.25",
            )


def containers_have_health_checks(stack: Stack) -> Iterator[Finding]:
    """The start order waits for health (provider-semantics §1.5)."""
    for container in stack.processes:
        health = container.mapping_at("healthcheck")
        if not health.get("retries") or (health.get("tests") or ["NONE"])[0] not in ("CMD", "CMD-SHELL"):
            yield Finding(container, "has no probe")
            continue
        spans = {key: whole_seconds(health.get(key)) for key in ("interval", "timeout", "startPeriod")}
        bad_keys = [key for key, seconds in spans.items() if seconds is None]
        wait_seconds = container.inputs.get("waitTimeout") or 0
        if bad_keys:
            yield Finding(
                container,
                f"has a probe with an invalid {' and '.join(bad_keys)}",
                expected="a duration as Go formats it, such as 1m30s",
            )
        elif not container.inputs.get("wait"):
            yield Finding(container, "starts without a wait for its health", expected="wait")
        elif wait_seconds < (spans["startPeriod"] or 0):
            yield Finding(
                container,
                f"has waitTimeout {wait_seconds} s",
                expected=f"its startPeriod of {spans['startPeriod']} s or more",
            )


def containers_deleted_before_replaced(stack: Stack) -> Iterator[Finding]:
    """Names are fixed, and the engine refuses a second container of a name (provider-semantics §1.1)."""
    for container in stack.processes:
        if not container.delete_before_replace:
            yield Finding(
                container, "is created before its predecessor is deleted", expected="deleteBeforeReplace"
            )


def servers_restart_jobs_do_not(stack: Stack) -> Iterator[Finding]:
    """A server must restart unattended after a crash; a finished job must not run again."""
    for container in stack.processes:
        policy = "unless-stopped" if container.kind is Kind.MEMBER else "no"
        if container.inputs.get("restart") != policy:
            yield Finding(container, f"has restart policy {container.inputs.get('restart')}", expected=policy)


def logs_rotated(stack: Stack) -> Iterator[Finding]:
    """By default the engine keeps logs until the disk is full."""
    for container in stack.processes:
        if container.inputs.get("logDriver") != "json-file" or set(container.mapping_at("logOpts")) != {
            "max-size",
            "max-file",
        }:
            yield Finding(
                container, "keeps its log without a limit", expected="json-file with max-size and max-file"
            )


def no_privilege_escalation(stack: Stack) -> Iterator[Finding]:
    """Setuid binaries of an image must not escalate privileges."""
    for container in stack.processes:
        if "no-new-privileges:true" not in container.list_at("securityOpts"):
            yield Finding(container, "can gain privileges", expected="no-new-privileges:true")


def no_host_access(stack: Stack) -> Iterator[Finding]:
    """A container must not access processes, files or network of the machine."""
    for container in stack.processes:
        accesses = [
            key
            for key in ("privileged", "pidMode", "ipcMode", "devices", "mounts")
            if container.inputs.get(key)
        ]
        # Defaults of the engine, which the provider reports after a refresh.
        if container.inputs.get("networkMode") not in (None, "", "default", "bridge"):
            accesses.append("networkMode")
        accesses += ["hostPath"] * any(
            mount.get("hostPath") for mount in entries(container.inputs, "volumes")
        )
        accesses += ["capabilities.adds"] * bool(container.mapping_at("capabilities").get("adds"))
        if accesses:
            yield Finding(container, f"has access to the machine by {', '.join(accesses)}")


RESOURCE_RULES: tuple[Invariant, ...] = (
    containers_stop_gracefully,
    containers_have_limits,
    containers_have_health_checks,
    containers_deleted_before_replaced,
    servers_restart_jobs_do_not,
    logs_rotated,
    no_privilege_escalation,
    no_host_access,
)

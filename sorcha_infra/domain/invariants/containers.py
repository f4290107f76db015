"""What the house asks of every container."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.invariants.invariant import Finding, Invariant
from sorcha_infra.domain.invariants.planned import Stack

_SECONDS = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(\d+)s")


def a_container_stops_gracefully(stack: Stack) -> Iterator[Finding]:
    """Without a grace the provider kills at once: a store recovers, or not (provider-semantics §1.6)."""
    for one in stack.containers:
        grace = one.inputs.get("destroyGraceSeconds") or 0
        if grace < 1 or one.inputs.get("stopTimeout") != grace:
            yield Finding(one, f"{grace} s on deletion, {one.inputs.get('stopTimeout')} s on docker stop")


def memory_swap_and_cores_are_limited(stack: Stack) -> Iterator[Finding]:
    """One leak must not take the machine; another spelling of cores replaces on every `up` (§1.7)."""
    for one in stack.containers:
        memory, swap = one.inputs.get("memory"), one.inputs.get("memorySwap")
        if not memory or swap != -1:
            yield Finding(one, f"memory {memory}, with swap {swap}")
        if not re.fullmatch(r"\d+\.(\d|\d+[1-9])|\d*0\.", str(one.inputs.get("cpus"))):
            yield Finding(one, f"cpus {one.inputs.get('cpus')!r} is not the provider's own spelling")


def a_container_is_waited_for_by_a_full_probe(stack: Stack) -> Iterator[Finding]:
    """Order hangs on health: one that is not waited for opens the gate too early (§1.5)."""
    for one in stack.containers:
        health = one.mapped("healthcheck")
        if not health.get("retries") or (health.get("tests") or ["NONE"])[0] not in ("CMD", "CMD-SHELL"):
            yield Finding(one, "has no probe")
            continue
        spans = {key: _seconds(health.get(key)) for key in ("interval", "timeout", "startPeriod")}
        bad = [key for key, seconds in spans.items() if seconds is None]
        waits = one.inputs.get("waitTimeout") or 0
        if bad:
            yield Finding(one, f"{', '.join(bad)} of its probe not in Go's form")
        elif not one.inputs.get("wait"):
            yield Finding(one, "is not waited for: wait is not set")
        elif waits < (spans["startPeriod"] or 0):
            yield Finding(one, f"waits {waits} s of {spans['startPeriod']} s that its start may take")


def a_replaced_container_is_deleted_first(stack: Stack) -> Iterator[Finding]:
    """Names are fixed: the engine refuses the second of a name (provider-semantics §1.1)."""
    for one in stack.containers:
        if not one.delete_before_replace:
            yield Finding(one, "is created before the one that it replaces is deleted")


def servers_come_back_and_jobs_do_not(stack: Stack) -> Iterator[Finding]:
    """A crash at night must not need a person; a job that ended must stay ended."""
    for one in stack.containers:
        wanted = "unless-stopped" if one.serves else "no"
        if one.inputs.get("restart") != wanted:
            yield Finding(one, f"restarts {one.inputs.get('restart')}, wanted {wanted}")


def logs_are_rotated(stack: Stack) -> Iterator[Finding]:
    """The engine's default keeps everything until the disk is full."""
    for one in stack.containers:
        if one.inputs.get("logDriver") != "json-file" or set(one.mapped("logOpts")) != {
            "max-size",
            "max-file",
        }:
            yield Finding(one, "keeps its log without a limit")


def no_process_gains_privileges(stack: Stack) -> Iterator[Finding]:
    """A setuid program in an image is no way up."""
    for one in stack.containers:
        if "no-new-privileges:true" not in one.listed("securityOpts"):
            yield Finding(one, "may gain privileges")


def nothing_reaches_the_machine(stack: Stack) -> Iterator[Finding]:
    """No container sees the machine's processes, files or network."""
    for one in stack.containers:
        shared = [
            key for key in ("privileged", "pidMode", "ipcMode", "devices", "mounts") if one.inputs.get(key)
        ]
        # What a container gets that says nothing: the provider reports it after a refresh.
        if one.inputs.get("networkMode") not in (None, "", "default", "bridge"):
            shared.append("networkMode")
        shared += ["hostPath"] * any(mount.get("hostPath") for mount in one.listed("volumes"))
        shared += ["capabilities.adds"] * bool(one.mapped("capabilities").get("adds"))
        if shared:
            yield Finding(one, f"reaches the machine by {', '.join(shared)}")


def _seconds(text: object) -> int | None:
    """Seconds of a Go duration in the form that Go prints it, else None."""
    match = _SECONDS.fullmatch(str(text))
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    total = hours * 3600 + minutes * 60 + seconds
    return total if text == _go(total) else None


def _go(total: int) -> str:
    hours, rest = divmod(total, 3600)
    minutes, seconds = divmod(rest, 60)
    return (f"{hours}h" if hours else "") + (f"{minutes}m" if hours or minutes else "") + f"{seconds}s"


EACH: tuple[Invariant, ...] = (
    a_container_stops_gracefully,
    memory_swap_and_cores_are_limited,
    a_container_is_waited_for_by_a_full_probe,
    a_replaced_container_is_deleted_first,
    servers_come_back_and_jobs_do_not,
    logs_are_rotated,
    no_process_gains_privileges,
    nothing_reaches_the_machine,
)

"""Repair after an interrupted `up`: lock, pending operations, orphans."""

import json
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

import psutil

from sorcha_infra.console import UserError, say
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operations import Operations


def heal(pulumi: Pulumi, operations: Operations, installation: str) -> list[str]:
    """Repair, and return options of the next `up`: a refresh, and resources to replace.

    Raises:
        UserError: if another run holds the stack, or pending operations remain.
    """
    release_lock(pulumi.stack)
    state = pulumi.checkpoint()
    # Before a refresh, which removes this information from the state.
    partial_creations = operations.unhealthy_resources(installation, state)
    for name in operations.remove_orphans(installation, state):
        say(f"removed {name}: left by an interrupted run, not in the state")
    if state.get("pending_operations"):
        say("clearing pending operations of an interrupted run")
        status = pulumi.show("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
        if status != 0:
            raise UserError(
                f"stack {pulumi.stack}",
                f"has pending operations that pulumi refresh could not clear (exit status {status})",
                fix="fix the cause printed above, then run the same command again",
            )
        state = pulumi.checkpoint()
    drift = operations.drift(installation, state)
    for line in drift:
        say(line)
    return [
        *(["--refresh"] if drift else []),
        *(option for urn in partial_creations for option in ("--replace", urn)),
    ]


def release_lock(stack: str) -> None:
    """Remove the lock of a dead process; only the file back end leaves one.

    Raises:
        UserError: for the lock of a living process or of another machine, and an unreadable lock.
    """
    for file in _locks(stack):
        try:
            lock = json.loads(file.read_text())
        except (OSError, json.JSONDecodeError):
            lock = {}
        pid, host = lock.get("pid"), lock.get("hostname")
        if host == socket.gethostname() and isinstance(pid, int) and not _is_alive(pid):
            say(f"removing the lock of process {pid}, which no longer runs")
            file.unlink(missing_ok=True)
            continue
        raise UserError(
            f"stack {stack}",
            f"is locked by another run (process {pid} on {host}, since {lock.get('timestamp')})",
            fix=f"wait for its end. If it is dead: pulumi cancel --yes {stack}",
        )


def _locks(stack: str) -> list[Path]:
    backend = urlsplit(os.environ.get("PULUMI_BACKEND_URL", ""))
    if backend.scheme != "file":
        return []
    folder = Path(backend.netloc + backend.path) / ".pulumi" / "locks"
    return sorted(folder.glob(f"**/{stack}/*.json"))


def _is_alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        status: str = psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    return status != psutil.STATUS_ZOMBIE

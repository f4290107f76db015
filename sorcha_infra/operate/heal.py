"""Puts right what an interrupted `up` left: a lock, pending operations, orphans."""

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
    """Heals; the options of the next `up`: whether it must refresh, what it must make again.

    Raises:
        UserError: where another run holds the stack.
    """
    release_lock(pulumi.stack)
    state = pulumi.checkpoint()
    partial_creations = operations.unhealthy_resources(
        installation, state
    )  # before a refresh, which forgets it
    for name in operations.remove_orphans(installation, state):
        say(f"removed {name}: an interrupted run had made it and the state does not know it")
    if state.get("pending_operations"):
        say("an interrupted run left operations open: clearing them")
        status = pulumi.show("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
        if status != 0:
            raise UserError(
                "the open operations could not be cleared",
                finding=f"pulumi refresh ended with {status}",
                next_step="read its output above; then make up again",
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
    """Removes a lock whose process is dead; only the file back end leaves such.

    Raises:
        UserError: for a lock of a living process, of another machine, or one that cannot be read.
    """
    for file in _locks(stack):
        try:
            lock = json.loads(file.read_text())
        except (OSError, json.JSONDecodeError):
            lock = {}
        pid, host = lock.get("pid"), lock.get("hostname")
        if host == socket.gethostname() and isinstance(pid, int) and not _is_alive(pid):
            say(f"the run that held the stack (process {pid}) is dead: its lock is removed")
            file.unlink(missing_ok=True)
            continue
        raise UserError(
            f"stack {stack} is locked by another run",
            finding=f"process {pid} on {host}, since {lock.get('timestamp')}",
            next_step="wait for it to end; if you know it is dead: pulumi cancel --yes " + stack,
        )


def _locks(stack: str) -> list[Path]:
    backend = urlsplit(os.environ.get("PULUMI_BACKEND_URL", ""))
    if backend.scheme != "file":
        return []
    folder = Path(backend.netloc + backend.path) / ".pulumi" / "locks"
    return sorted(folder.glob(f"**/{stack}/*.json"))


def _is_alive(pid: int) -> bool:
    """Whether a process runs; a killed one that its parent did not collect does not."""
    try:
        status: str = psutil.Process(pid).status()
    except psutil.NoSuchProcess:
        return False
    except psutil.AccessDenied:
        return True
    return status != psutil.STATUS_ZOMBIE

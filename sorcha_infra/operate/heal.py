"""Puts right what an interrupted `up` left: a lock, pending operations, orphans."""

import json
import os
import socket
from pathlib import Path
from urllib.parse import urlsplit

from sorcha_infra.operate.containers import (
    Known,
    known,
    rebuilt_images,
    remove_orphans,
    stopped,
    unfinished,
)
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.tell import OperatorError, say
from sorcha_infra.platforms.docker.engine import Engine


def heal(pulumi: Pulumi, engine: Engine, installation: str) -> list[str]:
    """Heals; the options of the next `up`: whether it must look at the engine, what it must make again.

    Raises:
        OperatorError: where another run holds the stack.
    """
    release_lock(pulumi.stack)
    deployment = pulumi.deployment()
    state: Known = known(deployment)
    again = unfinished(engine, installation, deployment)  # now: a refresh forgets it
    for name in remove_orphans(engine, installation, state):
        say(f"removed {name}: an interrupted run had made it and the state does not know it")
    if deployment.get("pending_operations"):
        say("an interrupted run left operations open: clearing them")
        status = pulumi.show("refresh", "--yes", "--skip-preview", "--clear-pending-creates")
        if status != 0:
            raise OperatorError(
                "the open operations could not be cleared",
                found=f"pulumi refresh ended with {status}",
                next_step="read its output above; then make up again",
            )
        state = known(pulumi.deployment())
    missing = stopped(engine, installation, state)
    for name in missing:
        say(f"{name} does not run and is started again")
    rebuilt = rebuilt_images(engine, state)
    for reference in rebuilt:
        say(f"{reference} is not the image that was deployed; what runs it is replaced")
    return [
        *(["--refresh"] if missing or rebuilt else []),
        *(option for urn in again for option in ("--replace", urn)),
    ]


def release_lock(stack: str) -> None:
    """Removes a lock whose process is dead; only the file back end leaves such."""
    for file in _locks(stack):
        try:
            lock = json.loads(file.read_text())
        except (OSError, json.JSONDecodeError):
            lock = {}
        pid, host = lock.get("pid"), lock.get("hostname")
        if host == socket.gethostname() and isinstance(pid, int) and not _alive(pid):
            say(f"the run that held the stack (process {pid}) is dead: its lock is removed")
            file.unlink(missing_ok=True)
            continue
        raise OperatorError(
            f"stack {stack} is locked by another run",
            found=f"process {pid} on {host}, since {lock.get('timestamp')}",
            next_step="wait for it to end; if you know it is dead: pulumi cancel --yes " + stack,
        )


def _locks(stack: str) -> list[Path]:
    backend = urlsplit(os.environ.get("PULUMI_BACKEND_URL", ""))
    if backend.scheme != "file":
        return []
    folder = Path(backend.netloc + backend.path) / ".pulumi" / "locks"
    return sorted(folder.glob(f"**/{stack}/*.json"))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _ended(pid)


def _ended(pid: int) -> bool:
    """Whether only its entry is left: in a container nobody may collect a killed process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] == "Z"

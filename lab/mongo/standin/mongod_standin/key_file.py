"""Checks of mongod on a keyFile before it starts (ha-recipes §3.1)."""

from __future__ import annotations

import stat
import string
from pathlib import Path

_BASE64 = frozenset(string.ascii_letters + string.digits + "+/=")


class KeyFileError(Exception):
    """A keyFile that mongod rejects, with mongod's message."""


def _allowed_bits(status_mode: int, owner: int) -> bool:
    # a file of root can be readable by the group (Kubernetes secrets); others only by the owner
    group = stat.S_IWGRP | stat.S_IXGRP if owner == 0 else stat.S_IRWXG
    return not status_mode & (group | stat.S_IRWXO)


def check(path: Path) -> None:
    """Raise KeyFileError unless the file is a valid key of the set."""
    try:
        status = path.stat()
        if not _allowed_bits(status.st_mode, status.st_uid):
            raise KeyFileError(f"permissions on {path} are too open")
        content = path.read_text(encoding="utf-8")
    except OSError as error:
        raise KeyFileError(f"Error opening file {path}: {error.strerror}") from error
    key = "".join(content.split())
    for character in key:
        if character not in _BASE64:
            raise KeyFileError(f"invalid char in key file {path}: {character}")
    if not 6 <= len(key) <= 1024:
        raise KeyFileError(f"security key in {path} has length {len(key)}, must be between 6 and 1024 chars")

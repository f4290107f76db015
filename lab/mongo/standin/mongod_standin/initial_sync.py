"""Replacement of a member's folder by a copy of the leader's, before the engine starts."""

from __future__ import annotations

from pathlib import Path

from secantus.storage import extract_backup_archive  # type: ignore[import-not-found]

from . import log

ARCHIVE = "standin-copy.tar.gz"
MARK = "standin-must-copy"
"""While this file exists, the data in its folder must not be used for the set."""

CHUNK = 4 * 1024 * 1024


def take_up(folder: Path) -> None:
    """Replace the engine's files by those of a complete copy; restart an interrupted replacement."""
    archive = folder / ARCHIVE
    if not archive.exists():
        return
    for file in folder.iterdir():
        if file.is_file() and not file.name.startswith(("standin-", "mongod.lock")):
            file.unlink()
    extract_backup_archive(str(archive), str(folder), allow_existing=True)
    (folder / MARK).unlink(missing_ok=True)
    archive.unlink()
    log.write("I", "INITSYNC", "The copy of the primary's data is installed")

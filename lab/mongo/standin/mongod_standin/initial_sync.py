"""The copy of another member's folder, put in the place of a member's own before the engine starts."""

from __future__ import annotations

from pathlib import Path

from secantus.storage import extract_backup_archive  # type: ignore[import-not-found]

from . import log

ARCHIVE = "standin-copy.tar.gz"
MARK = "standin-must-copy"
"""While it is there, what lies beside it is of no use for the set."""

CHUNK = 4 * 1024 * 1024


def take_up(folder: Path) -> None:
    """Replace the engine's files by those of a whole copy; again from the start where it was cut short."""
    archive = folder / ARCHIVE
    if not archive.exists():
        return
    for file in folder.iterdir():
        if file.is_file() and not file.name.startswith(("standin-", "mongod.lock")):
            file.unlink()
    extract_backup_archive(str(archive), str(folder), allow_existing=True)
    (folder / MARK).unlink(missing_ok=True)
    archive.unlink()
    log.write("I", "INITSYNC", "The copy of the primary's data is in place")

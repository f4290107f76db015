"""Paths and interpreters of sorcha_infra/jobs programs in containers."""

from pathlib import PurePath

from sorcha_infra import jobs
from sorcha_infra.seam import File

_INTERPRETERS = {".sh": ("bash",), ".pl": ("perl",), ".js": ("mongosh", "--nodb", "--quiet", "--file")}


def interpreter(program: str) -> tuple[str, ...]:
    """Return the command that runs a program of that name."""
    return _INTERPRETERS[PurePath(program).suffix]


def uploads(*names: str) -> tuple[File, ...]:
    """Return files of sorcha_infra/jobs for one directory of the container."""
    return tuple(File(path=f"/sorcha/{name}", content=jobs.read(name)) for name in names)

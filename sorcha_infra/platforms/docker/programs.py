"""Programs of sorcha_infra/jobs in containers: their path there, and their interpreter."""

from pathlib import PurePath

from sorcha_infra import jobs
from sorcha_infra.seam import File

_INTERPRETERS = {".sh": ("bash",), ".pl": ("perl",), ".js": ("mongosh", "--nodb", "--quiet", "--file")}


def interpreter(program: str) -> tuple[str, ...]:
    """The command that runs a program of that name."""
    return _INTERPRETERS[PurePath(program).suffix]


def uploads(*names: str) -> tuple[File, ...]:
    """Files of sorcha_infra/jobs, side by side in the container."""
    return tuple(File(path=f"/sorcha/{name}", content=jobs.read(name)) for name in names)

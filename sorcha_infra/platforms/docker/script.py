"""Scripts of ours in containers: where they lie, and who interprets them."""

from pathlib import PurePath

from sorcha_infra import scripts
from sorcha_infra.ports import File

_INTERPRETERS = {".sh": ("bash",), ".pl": ("perl",), ".js": ("mongosh", "--nodb", "--quiet", "--file")}


def interpreter(script: str) -> tuple[str, ...]:
    """What runs a script of that name."""
    return _INTERPRETERS[PurePath(script).suffix]


def uploads(*names: str) -> tuple[File, ...]:
    """Files of sorcha_infra/scripts, side by side in the container."""
    return tuple(File(path=f"/sorcha/{name}", content=scripts.read(name)) for name in names)

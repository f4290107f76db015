"""What every topology of PostgreSQL shares: its data can go from one to the next."""

from pathlib import Path

from sorcha_infra.domain.databases import POSTGRES_SUPERUSER
from sorcha_infra.domain.store_access import endpoint
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.seam import File, PostgresAccess, Ready

FACTS = STORES[StoreName.POSTGRES]

DATA = f"{FACTS.data_directory}/pgdata"
"""A folder in the volume: the mount point itself cannot be renamed or removed."""

INITDB = {
    "auth-host": "scram-sha-256",
    # Built-in collation: no system library that changes can corrupt an index.
    "encoding": "UTF8",
    "locale-provider": "builtin",
    "builtin-locale": "C.UTF-8",
    "locale": "C.UTF-8",
}
"""Beside `data-checksums`, which has no value."""


def initdb_options() -> str:
    """All of it, as the image's own initialisation takes it."""
    return " ".join(("--data-checksums", *(f"--{option}={value}" for option, value in INITDB.items())))


SHARED_MEMORY_MIB = 256
"""64 MB is too little for parallel queries (ha-recipes §1.9)."""


def shared_buffers(memory_mib: int) -> str:
    """A quarter of what a member may use."""
    return f"{memory_mib // 4}MB"


def access(ready: Ready) -> PostgresAccess:
    """How PostgreSQL is reached, whatever its topology: growth changes no address."""
    writes = endpoint(StoreName.POSTGRES, StoreName.POSTGRES)
    return PostgresAccess(writes=writes, admin=POSTGRES_SUPERUSER, ready=ready)


def programs(*names: str) -> tuple[File, ...]:
    """Modules of `agent`, as files of a container, where the package is called `inside`."""
    folder = Path(__file__).parent / "agent"
    return tuple(
        File(path=f"/sorcha/inside/{name}.py", content=(folder / f"{name}.py").read_text())
        for name in ("__init__", *names)
    )

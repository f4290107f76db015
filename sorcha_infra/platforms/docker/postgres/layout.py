"""Layout shared by all topologies of PostgreSQL, so that a topology adopts the data of another."""

from pathlib import Path

from sorcha_infra.domain.databases import POSTGRES_SUPERUSER
from sorcha_infra.domain.store_access import endpoint
from sorcha_infra.domain.stores import STORES
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.seam import File, PostgresAccess, Ready

FACTS = STORES[StoreName.POSTGRES]

DATA = f"{FACTS.data_directory}/pgdata"
"""A folder in the volume, because the mount point itself cannot be renamed or removed."""

INITDB = {
    "auth-host": "scram-sha-256",
    # Built-in collation: an updated system library cannot corrupt an index.
    "encoding": "UTF8",
    "locale-provider": "builtin",
    "builtin-locale": "C.UTF-8",
    "locale": "C.UTF-8",
}
"""Options beside `data-checksums`, which has no value."""


def initdb_options() -> str:
    """Return all options for the initialisation of the image."""
    return " ".join(("--data-checksums", *(f"--{option}={value}" for option, value in INITDB.items())))


SHARED_MEMORY_MIB = 256
"""64 MB are too little for parallel queries (ha-recipes §1.9)."""


def shared_buffers(memory_mib: int) -> str:
    """Return a quarter of the memory limit of a member."""
    return f"{memory_mib // 4}MB"


def access(ready: Ready) -> PostgresAccess:
    """Return the access to PostgreSQL, equal in all topologies, so that growth changes no address."""
    writes = endpoint(StoreName.POSTGRES, StoreName.POSTGRES)
    return PostgresAccess(writes=writes, admin=POSTGRES_SUPERUSER, ready=ready)


def programs(*names: str) -> tuple[File, ...]:
    """Return modules of `agent` as files of a container, in which the package is named `inside`."""
    folder = Path(__file__).parent / "agent"
    return tuple(
        File(path=f"/sorcha/inside/{name}.py", content=(folder / f"{name}.py").read_text())
        for name in ("__init__", *names)
    )

"""First start: the root user and the init files, by a server without access control on 127.0.0.1.

As in the published image, without --replSet, --keyFile and --auth; rs.initiate() cannot work in an init file.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from pymongo import MongoClient

from . import NOTICE, log
from .options import Options
from .server import StartError, listener

INIT_FILES = Path("/docker-entrypoint-initdb.d")


def _create_root(client: MongoClient[dict[str, object]]) -> None:
    client.admin.command(
        "createUser",
        os.environ["MONGO_INITDB_ROOT_USERNAME"],
        pwd=os.environ["MONGO_INITDB_ROOT_PASSWORD"],
        roles=[{"role": "root", "db": "admin"}],
    )


def _run_files(database: str) -> None:
    for file in sorted(INIT_FILES.iterdir()):
        if file.suffix == ".sh":
            command = ["bash", str(file)]
        elif file.suffix == ".js":
            command = ["mongosh", "--host", "127.0.0.1", "--port", "27017", "--quiet", database, str(file)]
        else:
            log.write("I", "CONTROL", "Ignoring init file", file=file)
            continue
        log.write("I", "CONTROL", "Running init file", file=file)
        subprocess.run(command, check=True)


def main(folder: str) -> int:
    """Initialise one empty data folder."""
    log.write("W", "CONTROL", NOTICE)
    try:
        with listener(Options(dbpath=Path(folder))):
            if os.environ.get("MONGO_INITDB_ROOT_USERNAME"):
                client: MongoClient[dict[str, object]] = MongoClient(
                    "127.0.0.1", 27017, directConnection=True
                )
                _create_root(client)
                client.close()
            _run_files(os.environ.get("MONGO_INITDB_DATABASE", "test"))
    except StartError as error:
        log.write("F", "CONTROL", str(error))
        return error.exit_code
    except subprocess.CalledProcessError as error:
        log.write("F", "CONTROL", "Init file failed", file=error.cmd[-1], exitCode=error.returncode)
        return 1
    log.write("I", "CONTROL", "MongoDB init process complete; ready for start up.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

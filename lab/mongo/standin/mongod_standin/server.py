"""Start and stop of the engine, in the manner of mongod."""

from __future__ import annotations

import contextlib
import fcntl
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import secantus.server as engine_module  # type: ignore[import-not-found]

from . import initial_sync, log
from .commands import Commands
from .options import Options
from .peers import Peers
from .replica_set import ReplicaSet

NEVER_IDLE_SECONDS = 7 * 24 * 3600.0  # mongod does not close idle connections


class StartError(Exception):
    """Failed start of the server, with mongod's exit code."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


@contextlib.contextmanager
def folder_lock(folder: Path) -> Iterator[IO[str]]:
    """Lock the folder with mongod.lock, for one server."""
    if not folder.is_dir():
        raise StartError(
            f"NonExistentPath: Data directory {folder} not found. Create the missing directory or specify "
            "another path using (1) the --dbpath command line option",
            100,
        )
    path = folder / "mongod.lock"
    try:
        file = path.open("a")
    except OSError as error:
        raise StartError(f"Unable to create/open the lock file: {path} ({error.strerror})", 100) from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise StartError(
                f"DBPathInUse: Unable to lock the lock file: {path} ({error.strerror}). "
                f"Another mongod instance is already running on the {folder} directory",
                100,
            ) from error
        yield file


@contextlib.contextmanager
def listener(options: Options) -> Iterator[None]:
    """Serve until the block ends, then stop with the data on disk."""
    with folder_lock(options.dbpath):
        initial_sync.take_up(options.dbpath)
        commands = Commands(engine_module.dispatch)
        engine_module.dispatch = commands
        server = engine_module.SecantusDBServer(
            host="0.0.0.0" if options.bind_ip_all else "127.0.0.1",
            port=options.port,
            storage_path=str(options.dbpath),
            replica_set_name=options.replSet,
            require_auth=options.authorization,
            enable_test_commands=False,
            client_idle_timeout_s=NEVER_IDLE_SECONDS,
            cache_size=f"{int((options.wiredTigerCacheSizeGB or 0.25) * 1024)}M",
            durable=True,
            # mongod acknowledges a write only once it is in the journal on disk (its default write concern
            # is majority); the engine's own default loses acknowledged writes to a SIGKILL
            sync_on_commit=True,
        )
        members: ReplicaSet | None = None
        try:
            if options.replSet:
                key = options.keyFile.read_bytes() if options.keyFile else b""
                members = ReplicaSet(
                    options,
                    storage=server.storage,
                    peers=Peers(b"".join(key.split())),
                    on_change=lambda: _notify(server.step_down_state),
                )
                commands.replica_set = members
            try:
                server.start()
            except OSError as error:
                raise StartError(f"Failed to set up listener: {error.strerror}", 48) from error
            if members is not None:
                members.start()
            log.write("I", "NETWORK", "Waiting for connections", port=options.port, ssl="off")
            yield
        finally:
            if members is not None:
                members.close()
            if server._socket is not None:  # wakes the accepting thread, which the engine waits for
                with contextlib.suppress(OSError):
                    server._socket.shutdown(socket.SHUT_RDWR)
            server.stop()
            engine_module.dispatch = commands.engine


def _notify(step_down_state: object) -> None:
    """Increase the counter, which ends the wait of drivers for a topology change."""
    with step_down_state._lock:  # type: ignore[attr-defined]
        step_down_state._counter += 1  # type: ignore[attr-defined]


def serve(options: Options) -> None:
    """Run until SIGTERM or SIGINT."""
    signals = {signal.SIGTERM, signal.SIGINT}
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # before any thread, so that none receives them
    with listener(options):
        signal_number = signal.sigwait(signals)
        log.write(
            "I", "CONTROL", "Received signal", signal=signal_number, error=signal.Signals(signal_number).name
        )
    log.write("I", "CONTROL", "Now exiting")

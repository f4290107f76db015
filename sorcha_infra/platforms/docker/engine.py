"""The engine's API, for what the provider does not do: looking into a failure, a restart."""

from dataclasses import dataclass
from typing import Any

import docker as engine_api
import docker.errors


@dataclass(frozen=True, slots=True)
class Autopsy:
    """What a container that failed leaves to read."""

    state: str
    health: str
    log: str


class Engine:
    """The engine that DOCKER_HOST names, also a remote one."""

    def __init__(self) -> None:
        self._client: Any = engine_api.from_env()

    def autopsy(self, name: str, lines: int = 15) -> Autopsy | None:
        """The last words of a container, or None where there is none of that name."""
        try:
            found = self._client.containers.get(name)
        except docker.errors.NotFound:
            return None
        state = found.attrs["State"]
        checks = state.get("Health", {}).get("Log") or []
        last = checks[-1] if checks else {}
        return Autopsy(
            state=f"{state['Status']}, exit code {state['ExitCode']}"
            + (", out of memory" if state.get("OOMKilled") else ""),
            health=f"exit {last.get('ExitCode')}: {str(last.get('Output', '')).strip()}" if last else "none",
            log=found.logs(tail=lines).decode(errors="replace").strip(),
        )

    def restart(self, name: str, seconds: int) -> None:
        """Restarts a container, gracefully."""
        self._client.containers.get(name).restart(timeout=seconds)

    def remove(self, name: str) -> None:
        """Removes a container, not its volumes."""
        self._client.containers.get(name).remove(force=True)

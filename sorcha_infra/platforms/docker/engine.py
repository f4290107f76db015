"""Client of the engine's API for inspection of a failure, restarts and other work beside the provider."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from sorcha_infra.domain.names import LABEL_COMPONENT, LABEL_INSTALLATION

_GRACE_SECONDS = 10
"""Default of the engine."""


@dataclass(frozen=True, slots=True)
class Autopsy:
    """State, last health check and log of a failed container."""

    state: str
    health: str
    log: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DockerObject:
    """A container or network on the engine."""

    id: str
    name: str
    component: str = ""
    is_running: bool = False
    is_paused: bool = False
    """Whether its processes are frozen. It then does not count as running, and may continue at any time."""

    ports: tuple[int, ...] = ()
    """Published ports of the machine."""

    networks: frozenset[str] = frozenset()
    """Ids of its networks."""


class Engine:
    """The engine that DOCKER_HOST names, local or remote."""

    def __init__(self) -> None:
        """Connect.

        Raises:
            docker.errors.DockerException: if no engine answers.
        """
        # The import takes 0.1 s, which an `up` without a failure does not need.
        self._api: Any = import_module("docker")
        self._client: Any = self._api.from_env()
        self._client.ping()

    @property
    def is_on_this_machine(self) -> bool:
        """Whether it is reached by a socket file, as a local engine is."""
        address: str = self._client.api.base_url
        return address.startswith("http+docker://local")

    def containers(self, installation: str) -> list[DockerObject]:
        """Return all containers of an installation, also stopped ones."""
        # A container that another step removes meanwhile is skipped.
        containers = self._client.containers.list(all=True, filters=_of(installation), ignore_removed=True)
        return [
            DockerObject(
                id=container.id,
                name=container.name,
                component=container.labels.get(LABEL_COMPONENT, ""),
                is_running=container.status == "running",
                is_paused=container.status == "paused",
                ports=tuple(
                    int(binding["HostPort"])
                    for bindings in container.ports.values()
                    for binding in bindings or ()
                ),
                networks=frozenset(
                    network["NetworkID"]
                    for network in container.attrs["NetworkSettings"]["Networks"].values()
                ),
            )
            for container in containers
        ]

    def networks(self, installation: str) -> list[DockerObject]:
        """Return all networks of an installation."""
        networks = self._client.networks.list(filters=_of(installation))
        return [DockerObject(id=network.id, name=network.name) for network in networks]

    def volumes(self, installation: str) -> list[str]:
        """Return the names of the volumes with the label of an installation."""
        return [volume.name for volume in self._client.volumes.list(filters=_of(installation))]

    def remove_volume(self, name: str) -> None:
        """Remove a volume and its data; a missing one is ignored."""
        with suppress(self._api.errors.NotFound):
            self._client.volumes.get(name).remove()

    def remove_network(self, id_: str) -> None:
        """Remove a network."""
        self._client.networks.get(id_).remove()

    def image_id(self, reference: str) -> str | None:
        """Return the id of an image, or None if the engine does not have it."""
        try:
            image_id: str = self._client.images.get(reference).id
        except self._api.errors.ImageNotFound:
            return None
        return image_id

    def registry_answers(self, reference: str, seconds: int) -> bool:
        """Whether the registry of an image answers the engine."""
        client: Any = self._api.from_env(timeout=seconds)
        try:
            client.images.get_registry_data(reference)
        except (self._api.errors.DockerException, OSError):  # requests' own are OSErrors
            return False
        return True

    def autopsy(self, name: str, lines: int = 15) -> Autopsy | None:
        """Return state and last log lines of a container, or None if it does not exist."""
        try:
            container = self._client.containers.get(name)
        except self._api.errors.NotFound:
            return None
        state = container.attrs["State"]
        checks = state.get("Health", {}).get("Log") or []
        last_check = checks[-1] if checks else {}
        return Autopsy(
            state=f"{state['Status']}, exit code {state['ExitCode']}"
            + (", out of memory" if state.get("OOMKilled") else ""),
            health=f"exit {last_check.get('ExitCode')}: {str(last_check.get('Output', '')).strip()}"
            if last_check
            else "none",
            log=container.logs(tail=lines).decode(errors="replace").strip(),
        )

    def stop(self, name: str, seconds: int) -> None:
        """Stop a container gracefully."""
        self._client.containers.get(name).stop(timeout=seconds)

    def restart(self, name: str, seconds: int) -> None:
        """Restart a container gracefully."""
        self._client.containers.get(name).restart(timeout=seconds)

    def run(
        self,
        id_: str,
        command: Sequence[str],
        user: str = "0",
        environment: Mapping[str, str] | None = None,
    ) -> tuple[int, str]:
        """Run a command in a container, as root or as `user` ("" is the container's own).

        Returns:
            Its exit status and its output.
        """
        result = self._client.containers.get(id_).exec_run(
            list(command), user=user, environment=dict(environment or {})
        )
        return int(result.exit_code), result.output.decode(errors="replace")

    def remove(self, name: str) -> None:
        """Stop a container within its own stop timeout and remove it; its volumes stay."""
        container = self._client.containers.get(name)
        # A master hands over and a server writes its buffers. After the timeout the process is killed.
        container.stop(timeout=container.attrs["Config"].get("StopTimeout") or _GRACE_SECONDS)
        container.remove(force=True)


def _of(installation: str) -> dict[str, str]:
    return {"label": f"{LABEL_INSTALLATION}={installation}"}

"""What an installation has on the engine."""

import subprocess
from pathlib import Path
from typing import Any

import docker
from docker.models.containers import Container

from sorcha_infra.domain.names import LABEL_INSTALLATION
from tests.e2e.polling import wait_for


class Installation:
    """Containers, networks and volumes that carry our label."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.client: Any = docker.from_env()
        self._label = {"label": f"{LABEL_INSTALLATION}={name}"}

    def containers(self) -> dict[str, Container]:
        """All of them, also stopped ones, by their name in the installation: `tenant-0`."""
        return {
            self._short(c.name): c
            for c in self.client.containers.list(all=True, filters=self._label, ignore_removed=True)
        }

    def servers(self) -> dict[str, Container]:
        """Those that must run."""
        return {name: c for name, c in self.containers().items() if not is_job(c)}

    def jobs(self) -> dict[str, Container]:
        """Those that must have ended."""
        return {name: c for name, c in self.containers().items() if is_job(c)}

    def container(self, name: str) -> Container:
        """One of them."""
        container: Container = self.client.containers.get(f"{self.name}-{name}")
        return container

    def exists(self, name: str) -> bool:
        """Whether there is one of that name."""
        return name in self.containers()

    def volumes(self) -> set[str]:
        """Names of the volumes."""
        return {volume.name for volume in self.client.volumes.list(filters=self._label)}

    def networks(self) -> set[str]:
        """Names of the networks."""
        return {network.name for network in self.client.networks.list(filters=self._label)}

    def ids(self) -> dict[str, str]:
        """Which container has which id: a replaced one has another."""
        return {name: str(c.id) for name, c in self.containers().items()}

    def replaced(self, before: dict[str, str]) -> set[str]:
        """Which servers are not those of before, as `ids` had them."""
        now = self.ids()
        return {name for name in self.servers() if now[name] != before.get(name)}

    def await_healthy(self, *names: str, seconds: float = 120) -> None:
        """Waits until these, or all servers, are healthy."""
        wait_for(
            f"health of {', '.join(names) or 'all servers'}",
            lambda: all(health(c) == "healthy" for n, c in self.servers().items() if not names or n in names),
            seconds,
        )

    def remove_everything(self) -> None:
        """Also what an earlier session left that was killed."""
        for container in self.containers().values():
            container.remove(force=True, v=True)
        for network in self.client.networks.list(filters=self._label):
            network.remove()
        for name in self.volumes():
            self.client.volumes.get(name).remove(force=True)

    def _short(self, name: str) -> str:
        return name.removeprefix(f"{self.name}-")


def is_job(container: Container) -> bool:
    """Whether it may end by itself."""
    return bool(container.attrs["HostConfig"]["RestartPolicy"]["Name"] in ("", "no"))


def state(container: Container) -> dict[str, Any]:
    """Its state as the engine sees it now."""
    container.reload()
    details: dict[str, Any] = container.attrs["State"]
    return details


def health(container: Container) -> str:
    """healthy, unhealthy, starting, or what it is when it does not run."""
    now = state(container)
    if now["Status"] != "running":
        return str(now["Status"])
    return str(now.get("Health", {}).get("Status", "none"))


def log(container: Container) -> str:
    """What it has printed so far."""
    output: bytes = container.logs()
    return output.decode(errors="replace")


def host_pid(container: Container) -> int:
    """The container's main process, as this machine numbers it; needs an engine on this machine."""
    pid = int(state(container)["Pid"])
    control_groups = Path(f"/proc/{pid}/cgroup")
    assert control_groups.exists(), f"{container.name} has no process here: is the engine elsewhere?"
    assert str(container.id) in control_groups.read_text(), f"process {pid} is not one of {container.name}"
    return pid


def run(container: Container, *command: str, stdin: str = "") -> str:
    """The output of a command in the container, which must succeed; secrets go by stdin."""
    result = subprocess.run(
        ["docker", "exec", "--interactive", str(container.name), *command],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, (
        f"{container.name}: {command} ended with {result.returncode}: {result.stderr}"
    )
    return result.stdout.strip()

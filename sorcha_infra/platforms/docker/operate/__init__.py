"""Docker's half of `make up` and `make down`."""

from collections.abc import Sequence

from sorcha_infra.console import UserError
from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.names import LABEL_INSTALLATION
from sorcha_infra.domain.vocabulary import ImageSource
from sorcha_infra.operations import Checkpoint
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.platforms.docker.operate import containers, images
from sorcha_infra.platforms.docker.operate.ports import check_ports
from sorcha_infra.platforms.docker.operate.promote import hand_over


class DockerOperations:
    """Operations on the engine that DOCKER_HOST names."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self, stack: str, deployment: Deployment, state: Checkpoint) -> None:
        """Refuses ports that are in use."""
        check_ports(stack, deployment, containers.recorded(state), self._engine)

    def image_source(self, stack: str, deployment: Deployment) -> ImageSource:
        """A registry where one answers, else the lab for dev."""
        return images.source(stack, deployment.tier, self._engine)

    def prepare_images(self, source: ImageSource) -> None:
        """Builds the lab's images."""
        if source is ImageSource.LAB:
            images.build_lab()

    def remove_orphans(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Removes containers and networks that an interrupted update made."""
        return containers.remove_orphans(self._engine, installation, containers.recorded(state))

    def unfinished(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """URNs of containers that were never healthy."""
        return containers.unfinished(self._engine, installation, state)

    def drift(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Servers that do not run, and images that were built again."""
        record = containers.recorded(state)
        stopped = containers.stopped(self._engine, installation, record)
        rebuilt = containers.rebuilt_images(self._engine, record)
        return [
            *(f"{name} does not run and is started again" for name in stopped),
            *(f"{name} is not the image that was deployed; what runs it is replaced" for name in rebuilt),
        ]

    def volumes(self, installation: str) -> Sequence[str]:
        """Names of the volumes with the installation's label."""
        return self._engine.volumes(installation)

    def remove_volumes(self, names: Sequence[str]) -> None:
        """Removes volumes with their data."""
        for name in names:
            self._engine.remove_volume(name)

    def promote(self, stack: str, installation: str, member: str) -> None:
        """Makes a replica of PostgreSQL the primary."""
        hand_over(self._engine, installation, stack, member)

    def look(self, installation: str) -> str:
        """Command that lists the containers."""
        return f"docker ps --filter label={LABEL_INSTALLATION}={installation}"

    def reach(self, deployment: Deployment) -> str:
        """Address of this machine that answers."""
        edge = deployment.edge
        if isinstance(edge, EdgeProxy):
            return f"the edge answers at {edge.address}:{edge.https_port} of this machine"
        return "the gateway answers on this machine's loopback"


def operations() -> DockerOperations:
    """The operations on the engine.

    Raises:
        UserError: where no engine answers.
    """
    try:
        return DockerOperations(Engine())
    except Exception as error:  # a socket, a proxy, TLS, ssh: each way not to reach it has its own
        raise UserError(
            "no Docker engine answers",
            found=str(error).splitlines()[0],
            next_step="toolchain/engine ensure, or set DOCKER_HOST to an engine that runs",
        ) from None

"""Docker operations for `make up` and `make down`."""

from collections.abc import Sequence

from sorcha_infra.console import UserError
from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.names import LABEL_INSTALLATION
from sorcha_infra.domain.vocabulary import ImageSource
from sorcha_infra.operations import Checkpoint
from sorcha_infra.platforms.docker.engine import Engine
from sorcha_infra.platforms.docker.operate import containers
from sorcha_infra.platforms.docker.operate.images import build_lab
from sorcha_infra.platforms.docker.operate.ports import check_ports
from sorcha_infra.platforms.docker.operate.promote import hand_over


class DockerOperations:
    """Operations on the engine that DOCKER_HOST names."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def check(self, stack: str, deployment: Deployment, state: Checkpoint) -> None:
        """Refuse ports that are in use."""
        check_ports(stack, deployment, containers.read_record(state), self._engine)

    def serves(self, reference: str) -> bool:
        """Whether the engine has an image, or the registry answers within 5 s."""
        return self._engine.image_id(reference) is not None or self._engine.registry_answers(reference, 5)

    def prepare_images(self, source: ImageSource) -> None:
        """Build the images of the lab."""
        if source is ImageSource.LAB:
            build_lab()

    def remove_orphans(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Remove containers and networks that an interrupted update created."""
        return containers.remove_orphans(self._engine, installation, containers.read_record(state))

    def unhealthy_resources(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """URNs of containers that were never healthy."""
        return containers.unhealthy_containers(self._engine, installation, state)

    def drift(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Lines about servers that do not run, and images that were built again."""
        record = containers.read_record(state)
        stopped_servers = containers.stopped_servers(self._engine, installation, record)
        rebuilt_images = containers.rebuilt_images(self._engine, record)
        return [
            *(f"{name}: is not running; restarting it" for name in stopped_servers),
            *(
                f"{name}: has changed since the last deployment; replacing its containers"
                for name in rebuilt_images
            ),
        ]

    def volumes(self, installation: str) -> Sequence[str]:
        """Names of the volumes with the installation's label."""
        return self._engine.volumes(installation)

    def remove_volumes(self, names: Sequence[str]) -> None:
        """Remove volumes with their data."""
        for name in names:
            self._engine.remove_volume(name)

    def promote(self, stack: str, installation: str, member: str) -> None:
        """Promote a replica of PostgreSQL to primary."""
        hand_over(self._engine, installation, stack, member)

    def look(self, installation: str) -> str:
        """Command that lists the containers."""
        return f"docker ps --filter label={LABEL_INSTALLATION}={installation}"

    def reach(self, deployment: Deployment) -> str:
        """Address of this machine that answers users."""
        edge = deployment.edge
        if isinstance(edge, EdgeProxy):
            return f"the edge answers at {edge.address}:{edge.https_port} of this machine"
        return "the gateway answers on this machine's loopback"


def operations() -> DockerOperations:
    """Connect to the engine and return its operations.

    Raises:
        UserError: if no engine answers.
    """
    try:
        return DockerOperations(Engine())
    except Exception as error:  # sockets, proxies, TLS and ssh each raise exceptions of their own
        raise UserError(
            "Docker engine",
            "does not answer",
            details=tuple(str(error).splitlines()[:1]),
            fix="toolchain/engine ensure, or set DOCKER_HOST to a running engine",
        ) from None

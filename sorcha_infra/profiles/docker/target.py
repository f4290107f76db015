"""Target of a stack on Docker, and its keys in a stack file."""

from typing import Annotated

from pydantic import Field, StringConstraints

from sorcha_infra.domain.deployment import Deployment, Edge, EdgeNone, Origin, OriginKind
from sorcha_infra.domain.edge import port_suffix
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.target import Target
from sorcha_infra.profiles.docker.addresses import default_subnet
from sorcha_infra.profiles.profile import TargetChoice

NAME = "docker"

KEYS = {"subnet": "network.subnet", "hosts": "docker.hosts"}
"""Field of the target → key in a stack file."""

FORMER_KEYS = {"subnet": "subnet", "dockerHosts": "hosts"}
"""Field of a dump without a target (older versions) → field of the target."""

Subnet = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{1,3}(\.[0-9]{1,3}){3}/[0-9]{1,2}$"),
    Field(examples=["10.201.0.0/24"]),
]
"""An IPv4 network in CIDR form."""

EngineAddress = Annotated[
    str,
    StringConstraints(pattern=r"^(ssh|tcp)://[a-zA-Z0-9@._:-]+$", max_length=255),
    Field(examples=["ssh://operator@engine.example.com"]),
]
"""A Docker engine, in the syntax of DOCKER_HOST."""


class NetworkKeys(Model):
    """Private network of the installation."""

    subnet: Subnet | None = None
    """IPv4 network in CIDR form, /24 or larger; cannot change after the network was created."""


class DockerKeys(Model):
    """Settings of the Docker platform."""

    hosts: tuple[EngineAddress, ...] = ()
    """Engines (ssh:// or tcp://) of the stack; empty means the one of DOCKER_HOST."""


class DockerSettings(Model):
    """Keys of a stack file that only Docker reads."""

    network: NetworkKeys | None = None
    """Private network of the installation."""

    docker: DockerKeys | None = None
    """Settings of the Docker platform."""


class DockerTarget(Target):
    """A network on an engine."""

    subnet: str
    """IPv4 network of the installation, in CIDR form."""

    hosts: tuple[EngineAddress, ...]
    """Engines of the stack; empty for the one of DOCKER_HOST."""


def target(settings: Model, installation: str) -> TargetChoice:
    """Resolve the target of a stack."""
    keys = settings if isinstance(settings, DockerSettings) else DockerSettings()
    network, docker = keys.network or NetworkKeys(), keys.docker or DockerKeys()
    return TargetChoice(
        target=DockerTarget(
            platform=NAME, subnet=network.subnet or default_subnet(installation), hosts=docker.hosts
        ),
        origins={
            "network.subnet": _origin(network.subnet, "derived from the installation's name"),
            "docker.hosts": _origin(docker.hosts, "none"),
        },
    )


def _origin(value: object, default: str) -> Origin:
    if value:
        return Origin(kind=OriginKind.STACK_FILE, detail="")
    return Origin(kind=OriginKind.DEFAULT, detail=default)


def target_of(deployment: Deployment) -> DockerTarget:
    """Target of a deployment on Docker.

    Raises:
        TypeError: for a deployment on another platform.
    """
    if isinstance(deployment.target, DockerTarget):
        return deployment.target
    raise TypeError(f"{deployment.platform}: not a deployment on {NAME}")


def local_url(edge: Edge) -> tuple[str, str]:
    """Address of a stack without a `publicUrl`, and the reason."""
    if isinstance(edge, EdgeNone):
        return f"http://localhost{port_suffix('http', edge.port)}", "the published port"
    return f"https://localhost{port_suffix('https', edge.https_port)}", "the edge's port"

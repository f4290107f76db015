"""What a stack file may say: `sorcha:deployment`, only what differs from the table."""

from typing import Annotated

from pydantic import Field

from sorcha_infra.domain.deployment import Acceptance, EdgeNone, EdgeProxy, Peer
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import (
    DnsLabel,
    EngineAddress,
    HttpUrl,
    ImageReference,
    Resources,
    Subnet,
)
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import ImageSource, PlatformName, Tier


class ServiceSettings(Model):
    """One pool; what is left out comes from the table."""

    replicas: Annotated[int, Field(ge=1)] | None = None
    """Copies of the service; the most that it can bear is judged apart, with the reason."""

    image: ImageReference | None = None
    """Replaces the reference in stacks/images.yaml."""

    resources: Resources | None = None
    """The most that each copy may use."""


class ServicesSettings(Model):
    """The pools."""

    gateway: ServiceSettings | None = None
    """API Gateway."""
    blueprint: ServiceSettings | None = None
    """Blueprint Service; above 1 needs an `accept` entry."""
    tenant: ServiceSettings | None = None
    """Tenant Service."""
    wallet: ServiceSettings | None = None
    """Wallet Service; above 1 needs an `accept` entry."""
    register_: Annotated[ServiceSettings | None, Field(alias="register")] = None
    """Register Service."""
    validator: ServiceSettings | None = None
    """Validator Service; never above 1."""
    peer: ServiceSettings | None = None
    """Peer Service; one node."""
    ui: ServiceSettings | None = None
    """UI; as many as gateways by default."""


class NetworkSettings(Model):
    """The installation's private network."""

    subnet: Subnet | None = None
    """IPv4 network in CIDR form, /24 or larger; fixed once the network exists."""


class ImagesSettings(Model):
    """Where images come from."""

    source: ImageSource
    """`published` (default) or `lab`."""


class DockerSettings(Model):
    """The Docker platform."""

    hosts: tuple[EngineAddress, ...] = ()
    """Engines (ssh:// or tcp://) to spread over; empty means the one of DOCKER_HOST."""


Edge = Annotated[EdgeNone | EdgeProxy, Field(discriminator="kind")]


class Settings(Model):
    """`sorcha:deployment`: what this stack is."""

    tier: Tier
    """Column of the recommendation table."""

    platform: PlatformName
    """Where it runs; fixed once deployed."""

    installation: DnsLabel | None = None
    """First part of every physical name; the stack's name by default."""

    public_url: HttpUrl | None = None
    """How users reach it; required outside dev."""

    services: ServicesSettings = ServicesSettings()
    """Pools that differ from the table."""

    postgres: Postgres | None = None
    """PostgreSQL."""

    mongo: Mongo | None = None
    """MongoDB."""

    redis: Redis | None = None
    """Redis."""

    edge: Edge | None = None
    """What stands in front of the gateways."""

    network: NetworkSettings = NetworkSettings()
    """The private network."""

    images: ImagesSettings | None = None
    """Where images come from."""

    docker: DockerSettings = DockerSettings()
    """Settings of the Docker platform."""

    peer: Peer = Peer()
    """The node in the peer network."""

    accept: tuple[Acceptance, ...] = ()
    """Deviations that somebody takes the responsibility for."""

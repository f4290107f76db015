"""Resolved deployment, with the origin of each value."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, SerializeAsAny

from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import (
    Certificate,
    DnsLabel,
    HostName,
    HttpUrl,
    ImageReference,
    IPv4,
    NodeId,
    Port,
    Resources,
)
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.target import Target
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import (
    ImageSource,
    ServiceName,
    StoreName,
    Tier,
)


class OriginKind(StrEnum):
    """Source of a value."""

    TABLE = "table"
    STACK_FILE = "stack file"
    DEFAULT = "default"


class Origin(Model):
    """Origin of a value for operators, such as `table: '1 instance' (guide, …)`."""

    kind: OriginKind
    detail: str


class Acceptance(Model):
    """A deviation that the operator accepts."""

    key: Annotated[str, Field(examples=["services.blueprint.replicas"])]
    """Path of the value below `sorcha:deployment`, such as `services.blueprint.replicas`."""

    reason: Annotated[str, Field(min_length=10, examples=["<reason for the deviation>"])]
    """Reason of the operator, shown in every preview."""


class EdgeNone(Model):
    """No load balancer; one gateway is published on loopback."""

    kind: Literal["none"] = "none"
    """No load balancer, for one gateway only."""

    port: Port = 8080
    """Port on 127.0.0.1 at which the gateway is published."""


class EdgeProxy(Model):
    """A TLS load balancer in front of the gateways."""

    kind: Literal["haproxy", "nginx"] = "haproxy"
    """Kind of the load balancer."""

    certificate: Certificate | None = None
    """PEM of the certificate chain, the server certificate first; its key is the secret
    `sorcha:edgePrivateKey`. By default a self-signed one is generated, of which browsers warn."""

    address: IPv4 = "0.0.0.0"  # noqa: S104 - users reach it
    """Address of the machine at which the two ports are published; 0.0.0.0 means all."""

    http_port: Port = 80
    """Port that redirects to https."""

    https_port: Port = 443
    """Port for users."""

    requests_per_second: Annotated[int, Field(ge=1, le=100_000)] = 100
    """Maximum of requests per client address, as a mean over ten seconds; more are answered with 429.
    Users behind one address share it."""


Edge = EdgeNone | EdgeProxy


class PeerSeed(Model):
    """A node that provides a list of nodes."""

    node_id: NodeId
    """NodeId of the node."""

    host: HostName
    """Address of the node."""

    port: Port = 5000
    """gRPC port of the node."""

    tls: bool = False
    """Whether the node speaks TLS."""


class Peer(Model):
    """Node of this installation in the peer network."""

    external_address: HostName | None = None
    """Address for other nodes; without one the node is isolated."""

    address: IPv4 = "0.0.0.0"  # noqa: S104 - other nodes reach it
    """Address of the machine at which the port is published if `externalAddress` is set; 0.0.0.0 means
    all."""

    port: Port = 5000
    """Port for other nodes."""

    seeds: tuple[PeerSeed, ...] = ()
    """First nodes to contact."""


class Service(Model):
    """One pool of a service."""

    name: ServiceName
    replicas: int
    image: ImageReference
    resources: Resources


class Deployment(Model):
    """One stack, resolved."""

    tier: Tier
    target: SerializeAsAny[Target]
    installation: DnsLabel
    public_url: HttpUrl
    services: dict[ServiceName, Service]
    postgres: Postgres
    mongo: Mongo
    redis: Redis
    edge: Edge
    image_source: ImageSource
    store_images: dict[StoreName, ImageReference]
    support_images: dict[str, ImageReference]
    """Name in stacks/images.yaml → reference, for the images that the profile of the platform needs."""

    peer: Peer
    accept: tuple[Acceptance, ...]
    published_secrets: tuple[SecretName, ...] = ()
    """Names of secrets whose value Sorcha's repository publishes; never the values."""

    deviations: dict[str, str]
    """Path → reason why the default of the table differs from the guide."""

    origins: dict[str, Origin]
    """Path below `sorcha:deployment` → origin of its value."""

    @property
    def platform(self) -> str:
        """Name of its platform."""
        return self.target.platform

    @property
    def stores(self) -> dict[StoreName, Postgres | Mongo | Redis]:
        """The three stores, in the guide's order."""
        return {StoreName.POSTGRES: self.postgres, StoreName.MONGO: self.mongo, StoreName.REDIS: self.redis}

"""The resolved deployment: every value settled, and where each came from."""

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
    """Who settled a value."""

    TABLE = "table"
    STACK_FILE = "stack file"
    DEFAULT = "default"


class Origin(Model):
    """Where a value came from, for people: `table: gateway, dev ("1 instance")`."""

    kind: OriginKind
    detail: str


class Acceptance(Model):
    """A deviation that somebody takes the responsibility for."""

    key: Annotated[str, Field(examples=["services.blueprint.replicas"])]
    """Path of the value below `sorcha:deployment`, such as `services.blueprint.replicas`."""

    reason: Annotated[str, Field(min_length=10, examples=["<why it is right here>"])]
    """Why it is right here; shown in every preview."""


class EdgeNone(Model):
    """No load balancer: the one gateway's port, on loopback."""

    kind: Literal["none"] = "none"
    """Nothing in front: one gateway only."""

    port: Port = 8080
    """Port on 127.0.0.1 that the gateway is published at."""


class EdgeProxy(Model):
    """A TLS load balancer in front of the gateways."""

    kind: Literal["haproxy", "nginx"] = "haproxy"
    """Which load balancer."""

    certificate: Certificate | None = None
    """PEM of the certificate chain, the server's own first; its key is the secret
    `sorcha:edgePrivateKey`. Without it one is made that browsers warn of."""

    address: IPv4 = "0.0.0.0"  # noqa: S104 - it is what users reach
    """Address of the machine that the two ports are published at; 0.0.0.0 means all."""

    http_port: Port = 80
    """Port that only redirects to https."""

    https_port: Port = 443
    """Port that users reach."""

    requests_per_second: Annotated[int, Field(ge=1, le=100_000)] = 100
    """The most that one client address may ask for, as a mean over ten seconds; beyond it 429.
    Users behind one address share it."""


Edge = EdgeNone | EdgeProxy


class PeerSeed(Model):
    """A node to ask for others."""

    node_id: NodeId
    """Its NodeId."""

    host: HostName
    """Its address."""

    port: Port = 5000
    """Its gRPC port."""

    tls: bool = False
    """Whether it is reached through TLS."""


class Peer(Model):
    """This installation's node in the peer network."""

    external_address: HostName | None = None
    """Address other nodes reach it at; without one it is isolated."""

    address: IPv4 = "0.0.0.0"  # noqa: S104 - it is what other nodes reach
    """Address of the machine that the port is published at, where there is an `externalAddress`;
    0.0.0.0 means all."""

    port: Port = 5000
    """Port other nodes reach it at."""

    seeds: tuple[PeerSeed, ...] = ()
    """Nodes to start from."""


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
    """Name in stacks/images.yaml → reference; the profile of the platform says which there are."""

    peer: Peer
    accept: tuple[Acceptance, ...]
    published_secrets: tuple[SecretName, ...] = ()
    """Given secrets whose value everybody can read in Sorcha's repository; never the values."""

    deviations: dict[str, str]
    """Path → why the table's default is not what the guide says."""

    origins: dict[str, Origin]
    """Path below `sorcha:deployment` → where its value came from."""

    @property
    def platform(self) -> str:
        """Name of the platform that it runs on."""
        return self.target.platform

    @property
    def stores(self) -> dict[StoreName, Postgres | Mongo | Redis]:
        """The three stores, in the guide's order."""
        return {StoreName.POSTGRES: self.postgres, StoreName.MONGO: self.mongo, StoreName.REDIS: self.redis}

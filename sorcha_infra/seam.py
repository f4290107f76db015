"""The seam between components and platforms: requests of components and their results.

Addresses are plain strings, and readiness is a list of resources to depend on. An Output of one process
in an input of another would delete the second before the first is replaced (provider-semantics §1.2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal, Protocol

import pulumi

from sorcha_infra.domain.addresses import Addresses
from sorcha_infra.domain.edge import PublicAddress
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.services import Directory, Probe
from sorcha_infra.domain.store_access import Endpoint, MongoEndpoint
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import ServiceName, StoreName

Secrets = Mapping[SecretName, pulumi.Output[str]]
"""The value of every secret, given or generated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Placement:
    """Place of a resource in the tree and in the order; the only channel for both."""

    parent: pulumi.Resource
    after: tuple[pulumi.Resource, ...] = ()
    """Resources that must be ready first."""

    def with_dependencies(self, after: Sequence[pulumi.Resource]) -> "Placement":
        """Return the same place in the tree with other dependencies."""
        return Placement(parent=self.parent, after=tuple(after))

    @property
    def options(self) -> pulumi.ResourceOptions:
        """The options of Pulumi for this place."""
        return pulumi.ResourceOptions(parent=self.parent, depends_on=list(self.after))


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file of a process; its content may be secret."""

    path: str
    content: pulumi.Input[str]
    owner: int | None = None
    """Numeric user, the only reader; None if every user of the image may read it. A platform can set an
    owner only if the image itself sets no user."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobSpec:
    """Work that must succeed before its dependants start; idempotent."""

    name: str
    tools: StoreName
    """The store whose image it runs in, for the client in that image."""

    program: str
    """Name of a file in sorcha_infra/jobs."""

    seconds: int
    """Maximum time of all its attempts."""

    environment: Mapping[str, str]
    files: Sequence[File] = ()
    modules: Sequence[str] = ()
    """Files of sorcha_infra/jobs that the program uses, in the same directory."""

    directory: Directory | None = None
    """A directory of its pool, mounted read-write."""

    restarts: ServiceName | None = None
    """Service to restart, at most twice, when the job runs out of time: a service that stopped
    trying and still reports itself healthy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentSpec:
    """A program of this repository that runs permanently."""

    role: str
    tools: StoreName
    """The store whose image it runs in."""

    program: str
    """Name of a file in sorcha_infra/jobs. After each full round it touches the file that `ROUND_MARK`
    names."""

    environment: Mapping[str, str]
    round_seconds: int
    """Maximum age of the mark of a healthy program."""

    files: Sequence[File] = ()
    modules: Sequence[str] = ()
    """Files of sorcha_infra/jobs that the program uses, in the same directory."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrapper:
    """A program around the process of a service, run by the shell of /bin/busybox in its image."""

    program: str
    """Name of a file in sorcha_infra/jobs; its arguments are the command."""

    command: Sequence[str]
    environment: Mapping[str, str]


class Reach(StrEnum):
    """Clients that can reach an exposed port."""

    OPERATOR = "operator"
    """The operator's own machine only."""

    NETWORK = "network"
    """The network of the platform."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure:
    """A port of a process that is reachable from outside of the installation."""

    internal_port: int
    """The port of the process."""

    port: int
    """The port for clients."""

    reach: Reach
    address: str | None = None
    """Listening address on a platform with its own addresses; None for its default."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkloadSpec:
    """A pool of replicas behind one name."""

    role: ServiceName
    image: str
    replicas: int
    environment: Mapping[str, str]
    """Variables that are equal in all replicas."""

    identity: Mapping[str, str] = field(default_factory=dict)
    """Variables that differ between replicas; `domain.surroundings.MEMBER` in a value is replaced by the
    name of the replica."""

    files: Sequence[File] = ()
    port: int
    probe: Probe
    resources: Resources
    start_seconds: int
    stop_seconds: int
    directories: Sequence[Directory] = ()
    exposure: Exposure | None = None
    wrapper: Wrapper | None = None
    """Replaces the entry point of the image."""

    before: JobSpec | None = None
    """Job that must succeed before the first replica starts."""

    gate: JobSpec | None = None
    """Job that must succeed after the first replica and before the second."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate chain and its key, both PEM."""

    chain: pulumi.Input[str]
    key: pulumi.Input[str]
    """Secret."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EdgeSpec:
    """The load balancer in front of the gateways."""

    kind: Literal["haproxy", "nginx"]
    gateways: int
    public: PublicAddress
    certificate: Certificate
    address: str
    """Listening address on a platform with its own addresses."""

    http_port: int
    https_port: int
    requests_per_second: int
    """Limit of one client address, as a mean over ten seconds."""


Ready = tuple[pulumi.Resource, ...]
"""Resources to wait for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresAccess:
    """Endpoint for writes to PostgreSQL, and its administrator."""

    writes: Endpoint
    admin: str
    """User that may create roles and databases."""

    ready: Ready


@dataclass(frozen=True, kw_only=True, slots=True)
class MongoAccess:
    """The replica set."""

    members: MongoEndpoint
    ready: Ready


@dataclass(frozen=True, kw_only=True, slots=True)
class RedisAccess:
    """Endpoint for writes to Redis."""

    writes: Endpoint
    ready: Ready
    sentinels: tuple[Endpoint, ...] = ()
    """Endpoints for clients that ask Sentinels for the master; empty for a single server."""


class Platform(Protocol):
    """Native realisation of the parts of Sorcha on a platform."""

    @property
    def addresses(self) -> Addresses:
        """Addresses of the parts for each other."""
        ...

    def postgres(self, spec: Postgres, secrets: Secrets, at: Placement) -> PostgresAccess:
        """Build PostgreSQL and wait until it accepts connections."""
        ...

    def mongo(self, spec: Mongo, secrets: Secrets, at: Placement) -> MongoAccess:
        """Build the members of MongoDB and wait until they run; a job of the component initiates the set."""
        ...

    def redis(self, spec: Redis, secrets: Secrets, at: Placement) -> RedisAccess:
        """Build Redis and wait until its data is loaded."""
        ...

    def workload(self, spec: WorkloadSpec, at: Placement) -> Ready:
        """Build a pool and wait for its probe; every change rolls one replica at a time."""
        ...

    def edge(self, spec: EdgeSpec, at: Placement) -> Ready:
        """Build the load balancer; any change except of image, ports and address is a reload."""
        ...

    def job(self, spec: JobSpec, at: Placement) -> pulumi.Resource:
        """Run a job and wait for its success."""
        ...

    def resident(self, spec: ResidentSpec, at: Placement) -> pulumi.Resource:
        """Run a program permanently and wait for its first full round."""
        ...


class Generator(Protocol):
    """Generator of the secrets that are not given."""

    def password(self, name: str, length: int, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
        """Generate a password of letters and digits, kept like the data that it protects."""
        ...

    def certificate(self, name: str, public: PublicAddress, opts: pulumi.ResourceOptions) -> Certificate:
        """Generate a self-signed certificate for a host, renewed before it expires."""
        ...

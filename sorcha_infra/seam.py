"""The seam between components and platforms: what a component may ask for, and what comes back.

Addresses are plain text and readiness is a list of resources to depend on: an Output of one process
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
    """Place of a resource in the tree and in the order: the one channel for both."""

    parent: pulumi.Resource
    after: tuple[pulumi.Resource, ...] = ()
    """Resources that must be ready first."""

    def with_dependencies(self, after: Sequence[pulumi.Resource]) -> "Placement":
        """The same place in the tree, after these instead."""
        return Placement(parent=self.parent, after=tuple(after))

    @property
    def options(self) -> pulumi.ResourceOptions:
        """As Pulumi takes it."""
        return pulumi.ResourceOptions(parent=self.parent, depends_on=list(self.after))


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file of a process; its content may be secret."""

    path: str
    content: pulumi.Input[str]
    owner: int | None = None
    """Numeric user that alone may read it; None where every user of the image may. A platform can give
    an owner only where the image itself sets no user."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobSpec:
    """Work that must succeed before its dependants start; safe to repeat."""

    name: str
    tools: StoreName
    """The store whose image, and so whose client, it runs in."""

    program: str
    """Name of a file in sorcha_infra/jobs."""

    seconds: int
    """How long it may keep trying."""

    environment: Mapping[str, str]
    files: Sequence[File] = ()
    modules: Sequence[str] = ()
    """Files of sorcha_infra/jobs that the program uses, put beside it."""

    directory: Directory | None = None
    """A directory of the pool that it belongs to, mounted read-write."""

    restarts: ServiceName | None = None
    """Service to restart, twice at most, when the job runs out of time: for a service that gave up
    and reports itself healthy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentSpec:
    """A program of this repository that runs for ever."""

    role: str
    tools: StoreName
    """The store whose image it runs in."""

    program: str
    """Name of a file in sorcha_infra/jobs; it touches the file that `ROUND_MARK` names after each
    full round."""

    environment: Mapping[str, str]
    round_seconds: int
    """How old the mark may be while it counts as healthy."""

    files: Sequence[File] = ()
    modules: Sequence[str] = ()
    """Files of sorcha_infra/jobs that the program uses, put beside it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrapper:
    """A program that runs a service's process, by the shell of its image's /bin/busybox."""

    program: str
    """Name of a file in sorcha_infra/jobs; its arguments are the command."""

    command: Sequence[str]
    environment: Mapping[str, str]


class Reach(StrEnum):
    """From where an exposed port is reached."""

    OPERATOR = "operator"
    """From the operator's own machine only."""

    NETWORK = "network"
    """From the network that the platform is in."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Exposure:
    """A port of a process that is reached from outside of the installation."""

    internal_port: int
    """The port of the process."""

    port: int
    """The port under which it is reached."""

    reach: Reach
    address: str | None = None
    """Address at which a platform with addresses of its own listens; None for its default."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkloadSpec:
    """A pool of replicas behind one name."""

    role: ServiceName
    image: str
    replicas: int
    environment: Mapping[str, str]
    """The same for each replica."""

    identity: Mapping[str, str] = field(default_factory=dict)
    """Variables that differ between replicas: values in which `domain.surroundings.MEMBER` stands for the
    replica's name."""

    files: Sequence[File] = ()
    port: int
    probe: Probe
    resources: Resources
    start_seconds: int
    stop_seconds: int
    directories: Sequence[Directory] = ()
    exposure: Exposure | None = None
    wrapper: Wrapper | None = None
    """Takes the place of the image's entry point."""

    before: JobSpec | None = None
    """Must succeed before the first replica may start."""

    gate: JobSpec | None = None
    """Must succeed after the first replica and before the second."""


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
    """Address at which a platform with addresses of its own listens."""

    http_port: int
    https_port: int
    requests_per_second: int
    """Of one client address, as a mean over ten seconds."""


Ready = tuple[pulumi.Resource, ...]
"""Resources to wait for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresAccess:
    """Where PostgreSQL takes writes, and who administers it."""

    writes: Endpoint
    admin: str
    """User that may make roles and databases."""

    ready: Ready


@dataclass(frozen=True, kw_only=True, slots=True)
class MongoAccess:
    """The replica set."""

    members: MongoEndpoint
    ready: Ready


@dataclass(frozen=True, kw_only=True, slots=True)
class RedisAccess:
    """Where Redis takes writes."""

    writes: Endpoint
    ready: Ready
    sentinels: tuple[Endpoint, ...] = ()
    """For clients that ask them for the master; none where there is one server."""


class Platform(Protocol):
    """How a platform realises the parts of Sorcha, each in its own native way."""

    @property
    def addresses(self) -> Addresses:
        """How the parts reach each other."""
        ...

    def postgres(self, spec: Postgres, secrets: Secrets, at: Placement) -> PostgresAccess:
        """PostgreSQL, up and taking connections."""
        ...

    def mongo(self, spec: Mongo, secrets: Secrets, at: Placement) -> MongoAccess:
        """The members of MongoDB, up; initiating the set is a job of the component."""
        ...

    def redis(self, spec: Redis, secrets: Secrets, at: Placement) -> RedisAccess:
        """Redis, up and loaded."""
        ...

    def workload(self, spec: WorkloadSpec, at: Placement) -> Ready:
        """A pool, up and answering its probe; every change rolls one by one."""
        ...

    def edge(self, spec: EdgeSpec, at: Placement) -> Ready:
        """The load balancer, up; a change of anything but its image, ports and address is a reload."""
        ...

    def job(self, spec: JobSpec, at: Placement) -> pulumi.Resource:
        """A job that has succeeded."""
        ...

    def resident(self, spec: ResidentSpec, at: Placement) -> pulumi.Resource:
        """A program that has done its first full round and goes on."""
        ...


class Generator(Protocol):
    """Makes the secrets that are not given."""

    def password(self, name: str, length: int, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
        """Letters and digits, made once and kept like the data it opens."""
        ...

    def certificate(self, name: str, public: PublicAddress, opts: pulumi.ResourceOptions) -> Certificate:
        """A certificate for a host, signed with its own key; renewed before it ends."""
        ...

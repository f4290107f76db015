"""What a component may ask of a platform, and what comes back.

Addresses are plain text and readiness is a list of resources to depend on: an Output of one
container in an input of another would delete the second before the first is replaced
(provider-semantics §1.2).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import pulumi

from sorcha_infra.domain.edge import PublicAddress
from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.services import Directory, Probe
from sorcha_infra.domain.topology import Mongo, Postgres, Redis
from sorcha_infra.domain.vocabulary import StoreName


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A file inside a container; its content may be secret."""

    path: str
    content: pulumi.Input[str]
    private: bool = False
    """Readable by its owner alone; possible only where the image itself sets no user."""

    owner: int = 0
    """Numeric user it belongs to; means something only for a private file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JobSpec:
    """Work that must succeed before what depends on it starts; safe to repeat."""

    name: str
    tools: StoreName
    """The store whose image, and so whose client, it runs in."""

    script: str
    """Name of a file in sorcha_infra/scripts."""

    seconds: int
    """How long it may keep trying."""

    environment: Mapping[str, str]
    files: Sequence[File] = ()
    modules: Sequence[str] = ()
    """Files of sorcha_infra/scripts that the script uses, put beside it."""

    directory: Directory | None = None
    """A directory of the pool it belongs to, mounted read-write."""

    repair: str | None = None
    """Member to restart, twice at most, when the job runs out of time: for a service that gave up
    and says it is healthy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResidentSpec:
    """A script of ours that goes on for ever."""

    role: str
    tools: StoreName
    """The store whose image it runs in."""

    script: str
    """Name of a file in sorcha_infra/scripts; it touches the file that `ROUND_MARK` names after each
    full round."""

    environment: Mapping[str, str]
    round_seconds: int
    """How old the mark may be while it counts as healthy."""

    files: Sequence[File] = ()
    modules: Sequence[str] = ()
    """Files of sorcha_infra/scripts that the script uses, put beside it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wrapper:
    """A script of ours that runs a service's process, by the shell of its image's /bin/busybox."""

    script: str
    """Name of a file in sorcha_infra/scripts; its arguments are the command."""

    command: Sequence[str]
    environment: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class MemberSpec:
    """What sets one replica apart from the others."""

    environment: Mapping[str, str]
    files: Sequence[File] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishedPort:
    """A port of the machine that leads to a container."""

    inside: int
    outside: int
    address: str = "127.0.0.1"
    """Of the machine."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WorkloadSpec:
    """A pool of containers behind one name."""

    role: str
    image: str
    members: Sequence[MemberSpec]
    port: int
    probe: Probe
    resources: Resources
    start_seconds: int
    stop_seconds: int
    directories: Sequence[Directory] = ()
    published: Sequence[PublishedPort] = ()
    """What the machine hands on to the one replica."""

    wrapper: Wrapper | None = None
    """Script that takes the place of the images' entry point."""

    before: JobSpec | None = None
    """Must succeed before the first replica may start."""

    gate: JobSpec | None = None
    """Must succeed after the first replica and before the second."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Workload:
    """A pool that runs."""

    role: str
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """A certificate chain and its key, both PEM."""

    chain: pulumi.Input[str]
    key: pulumi.Input[str]
    """Secret."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EdgeSpec:
    """What users reach, in front of the gateways."""

    kind: Literal["haproxy", "nginx"]
    gateways: int
    public: PublicAddress
    certificate: Certificate
    address: str
    """Of the machine."""

    http_port: int
    https_port: int
    requests_per_second: int
    """Of one client address, as a mean over ten seconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PostgresAccess:
    """Where PostgreSQL takes writes."""

    host: str
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class MongoAccess:
    """The members of the replica set, as `host:port`."""

    members: tuple[str, ...]
    ready: tuple[pulumi.Resource, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class RedisAccess:
    """Where Redis takes writes."""

    host: str
    ready: tuple[pulumi.Resource, ...]
    sentinels: tuple[str, ...] = ()
    """As `host:port`, for clients that ask them for the master; none where there is one server."""


Secrets = Mapping[SecretName, pulumi.Output[str]]
"""The value of every secret, given or generated."""


class Platform(Protocol):
    """How a platform realises what Sorcha is made of, each concept in its own native way."""

    def postgres(self, spec: Postgres, secrets: Secrets, opts: pulumi.ResourceOptions) -> PostgresAccess:
        """PostgreSQL, up and taking connections."""
        ...

    def mongo(self, spec: Mongo, secrets: Secrets, opts: pulumi.ResourceOptions) -> MongoAccess:
        """The members of MongoDB, up; initiating the set is a job of the component."""
        ...

    def redis(self, spec: Redis, secrets: Secrets, opts: pulumi.ResourceOptions) -> RedisAccess:
        """Redis, up and loaded."""
        ...

    def workload(
        self, spec: WorkloadSpec, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
    ) -> Workload:
        """A pool that waits for `after`, up and answering its probe; every change rolls one by one."""
        ...

    def edge(
        self, spec: EdgeSpec, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
    ) -> tuple[pulumi.Resource, ...]:
        """What users reach, up; a change of anything but its image, ports and address is a reload."""
        ...

    def job(self, spec: JobSpec, opts: pulumi.ResourceOptions) -> pulumi.Resource:
        """A job that has succeeded."""
        ...

    def resident(
        self, spec: ResidentSpec, after: Sequence[pulumi.Resource], opts: pulumi.ResourceOptions
    ) -> pulumi.Resource:
        """A script that has done its first full round and goes on."""
        ...


class Generator(Protocol):
    """Makes the secrets that nobody gave."""

    def password(self, name: str, length: int, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
        """Letters and digits, made once and kept like the data it opens."""
        ...

    def certificate(self, name: str, public: PublicAddress, opts: pulumi.ResourceOptions) -> Certificate:
        """A certificate for a host, signed with its own key; renewed in good time."""
        ...

"""Facts about each Sorcha service, as rows of data with their source.

`contract` is docs/sources/contract.md, `verified` is docs/sources/verified.md;
a number without either was measured by the tests of this repository.
"""

from dataclasses import dataclass
from enum import StrEnum

from sorcha_infra.domain.vocabulary import ServiceName, StoreName

HTTP_PORT = 8080
"""Port of HTTP/1.1, at every service."""

GRPC_PORT = 8081
"""Port of gRPC (HTTP/2 without TLS) at wallet, register and validator (contract §2.14)."""

PEER_PORT = 5000
"""Port of gRPC (HTTP/2 without TLS) at the peer (contract §2.14)."""


class Severity(StrEnum):
    """Judgement of a value outside the bounds of the platform or the guide."""

    WARN = "warn"
    ACCEPT = "accept"
    REFUSE = "refuse"


@dataclass(frozen=True, kw_only=True, slots=True)
class HttpProbe:
    """An answer with status 200 at a path of the service's port."""

    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TcpProbe:
    """An open port: for an image that has no HTTP client."""


Probe = HttpProbe | TcpProbe


@dataclass(frozen=True, kw_only=True, slots=True)
class Ceiling:
    """Maximum replicas that the code of a service supports, and the reason."""

    replicas: int
    severity: Severity
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Directory:
    """A path whose content outlives the process."""

    name: str
    path: str
    shared: bool = True
    """Whether all replicas of the pool write to one volume."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request without a token that shows whether a service can do its work."""

    service: ServiceName
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Sentry:
    """Conditions for a service's process: a script of this program starts and stops it by them."""

    command: tuple[str, ...]
    """Entry point of the published image, which the script replaces and runs."""

    starts_after: tuple[Request, ...]
    """Must answer with 200 before the process starts."""

    runs_while: Request
    """Must answer with 200 before it starts and while it runs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceFacts:
    """One service."""

    name: ServiceName
    image: str
    """Repository of the published image, also the key in stacks/images.yaml."""

    probe: Probe
    start_seconds: int
    """Maximum seconds of a start."""

    stop_seconds: int
    """Maximum seconds of a graceful stop, before the process is killed."""

    minimum_cpus: float
    minimum_memory_mib: int
    uses: frozenset[StoreName]
    ceiling: Ceiling
    lost_with_it: str
    """Losses of the death of one replica, beyond the requests in flight."""

    away: str
    """Functions that fail while none runs."""

    restart_seconds: int | None
    """From start to first answer, the maximum measured on two busy cores (verified §0, verified §i); None if
    not measured."""

    sources: tuple[str, ...]
    port: int = HTTP_PORT
    user: int = 1654
    directories: tuple[Directory, ...] = ()
    sentry: Sentry | None = None


MOST_REPLICAS = 10
"""Maximum replicas of a pool that can grow, as in Sorcha's own plan
(contract §6.1, kubernetes/plan.md: HPA min 2 max 10)."""

_FREE = Ceiling(
    replicas=MOST_REPLICAS,
    severity=Severity.REFUSE,
    reason="Sorcha's own plan scales a pool to at most 10 (contract §6.1), and the database's "
    "connections are sized for that",
)

_KEY_RING = Directory(name="key-ring", path="/home/app/.aspnet/DataProtection-Keys")
"""Antiforgery keys, shared by a pool's replicas; without them open forms fail (contract §2.11)."""

WALLET_KEYS = Directory(name="keys", path="/var/lib/sorcha/wallet-keys")
"""The wallets' data-encryption keys (contract §3.4)."""

FACTS: dict[ServiceName, ServiceFacts] = {
    facts.name: facts
    for facts in (
        ServiceFacts(
            name=ServiceName.GATEWAY,
            image="api-gateway",
            probe=HttpProbe(path="/alive"),
            start_seconds=60,
            stop_seconds=30,
            minimum_cpus=0.25,
            minimum_memory_mib=256,
            uses=frozenset(),
            ceiling=_FREE,
            lost_with_it="nothing; rate limits are counted per replica",
            away="every request of a user",
            restart_seconds=2,
            sources=("contract §2.2", "contract §3.1", "contract §6.2", "verified §f"),
        ),
        ServiceFacts(
            name=ServiceName.BLUEPRINT,
            image="blueprint-service",
            probe=HttpProbe(path="/health"),
            start_seconds=120,
            stop_seconds=30,
            minimum_cpus=0.5,
            minimum_memory_mib=512,
            uses=frozenset({StoreName.MONGO, StoreName.REDIS}),
            ceiling=Ceiling(
                replicas=1,
                severity=Severity.ACCEPT,
                reason="drafts, published versions, instances and uploaded files live in the memory "
                "of one process: users on different replicas see different data (contract §3.2)",
            ),
            lost_with_it="published blueprints (publish them again), and drafts, instances, templates and "
            "uploaded files that are not on the ledger",
            away="workflows and their hubs",
            restart_seconds=2,
            sources=("contract §2.2", "contract §3.2", "contract §6.2", "verified §i"),
        ),
        ServiceFacts(
            name=ServiceName.TENANT,
            image="tenant-service",
            probe=HttpProbe(path="/health"),
            start_seconds=120,
            stop_seconds=30,
            minimum_cpus=0.25,
            minimum_memory_mib=512,  # Argon2id takes 64 MiB a verification (contract §2.6)
            uses=frozenset({StoreName.POSTGRES, StoreName.REDIS}),
            ceiling=_FREE,
            lost_with_it="sign-ins in progress (OIDC, passkey and social challenges are in memory)",
            away="sign-ins and new tokens; issued tokens stay valid until they expire",
            restart_seconds=12,
            directories=(_KEY_RING,),
            sources=("contract §2.2", "contract §2.4", "contract §3.3", "verified §b"),
        ),
        ServiceFacts(
            name=ServiceName.WALLET,
            image="wallet-service",
            # Also what creates the key: the first replica must answer it alone (verified §e).
            probe=HttpProbe(path="/health"),
            start_seconds=120,
            stop_seconds=30,
            minimum_cpus=0.5,
            minimum_memory_mib=512,
            uses=frozenset({StoreName.POSTGRES, StoreName.REDIS}),
            ceiling=Ceiling(
                replicas=1,
                severity=Severity.ACCEPT,
                reason="all replicas write one key volume, presentation requests live in memory and "
                "a shared key vault is not implemented by the service (contract §3.4)",
            ),
            lost_with_it="presentation requests in progress; the keys are on their volume",
            away="signatures, and every submission that needs one",
            restart_seconds=5,
            directories=(WALLET_KEYS,),
            sources=("contract §2.2", "contract §3.4", "verified §e"),
        ),
        ServiceFacts(
            name=ServiceName.REGISTER,
            image="register-service",
            probe=HttpProbe(path="/health"),
            start_seconds=120,
            stop_seconds=30,
            minimum_cpus=0.5,
            minimum_memory_mib=512,
            uses=frozenset({StoreName.MONGO, StoreName.REDIS}),
            ceiling=_FREE,
            lost_with_it="its participant index in memory, until new dockets fill it",
            away="reads and writes of the ledger; the validator is stopped meanwhile",
            restart_seconds=12,
            sources=("contract §2.2", "contract §3.5", "verified §g", "verified §i"),
        ),
        ServiceFacts(
            name=ServiceName.VALIDATOR,
            image="validator-service",
            probe=HttpProbe(path="/health"),
            start_seconds=120,
            stop_seconds=60,
            minimum_cpus=0.5,
            minimum_memory_mib=512,
            uses=frozenset({StoreName.MONGO, StoreName.REDIS}),
            ceiling=Ceiling(
                replicas=1,
                severity=Severity.REFUSE,
                reason="every instance approves its own dockets and the register takes a duplicate "
                "docket for a success: two validators corrupt the chain silently (contract §3.6)",
            ),
            lost_with_it="transactions taken from Redis and not yet written",
            away="new submissions and dockets; reads continue",
            restart_seconds=18,
            # A register that does not answer "needs genesis": a second docket 0 sets its height back
            # (contract §1.8, verified §g). The one probe of the register that reads MongoDB is its
            # /health/sync (verified §g). And the system wallet that the first docket of a new register
            # is signed with is looked up once, at start (contract §3.6).
            sentry=Sentry(
                command=("dotnet", "Sorcha.Validator.Service.dll"),
                starts_after=(
                    Request(ServiceName.TENANT, "/health"),
                    Request(ServiceName.WALLET, "/health"),
                ),
                runs_while=Request(ServiceName.REGISTER, "/health/sync"),
            ),
            sources=("contract §1.8", "contract §2.2", "contract §3.6", "verified §g"),
        ),
        ServiceFacts(
            name=ServiceName.PEER,
            image="peer-service",
            probe=HttpProbe(path="/health"),
            start_seconds=120,
            stop_seconds=30,
            minimum_cpus=0.25,
            minimum_memory_mib=256,
            uses=frozenset({StoreName.REDIS}),
            ceiling=Ceiling(
                replicas=1,
                severity=Severity.REFUSE,
                reason="each node of the peer network has its own identity, address and seeds, so a "
                "second one is a second installation and not a replica (contract §3.7)",
            ),
            lost_with_it="its table of peers, which it discovers again",
            away="exchange with other nodes",
            restart_seconds=2,
            sources=("contract §2.2", "contract §3.7"),
        ),
        ServiceFacts(
            name=ServiceName.UI,
            image="ui-web",
            probe=TcpProbe(),  # the image has bash, but no busybox, curl or wget (contract §2.2)
            start_seconds=60,
            stop_seconds=10,
            minimum_cpus=0.25,
            minimum_memory_mib=256,
            uses=frozenset(),
            ceiling=_FREE,
            lost_with_it="nothing",
            away="the pages; the API continues",
            restart_seconds=None,
            directories=(_KEY_RING,),
            sources=("contract §2.2", "contract §2.11", "contract §3.8"),
        ),
    )
}

"""What a deployment may not be, as named pure functions with a reason.

Each takes the whole deployment and yields problems; none knows who asks (configuration, tests or
a policy pack).
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from ipaddress import IPv4Network
from itertools import count
from urllib.parse import urlsplit

from sorcha_infra.domain.addresses import LARGEST_PREFIX, SMALLEST_PREFIX, default_subnet
from sorcha_infra.domain.deployment import Acceptance, Deployment, EdgeNone, EdgeProxy
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.services import FACTS, Severity
from sorcha_infra.domain.stores import POOL_SIZE, POSTGRES_CONNECTIONS
from sorcha_infra.domain.topology import MongoReplicaSet, RedisCluster, RedisSentinel
from sorcha_infra.domain.vocabulary import ImageSource, PlatformName, ServiceName, Tier

ROOT = "sorcha:deployment"

Rule = Callable[[Deployment], Iterator[Problem]]


def replicas_within_what_the_service_can_bear(deployment: Deployment) -> Iterator[Problem]:
    """More replicas than a service's code can bear lose or corrupt data."""
    for service in deployment.services.all():
        ceiling = FACTS[service.name].ceiling
        if service.replicas > ceiling.replicas:
            yield Problem(
                path=f"{ROOT}.services.{service.name}.replicas",
                message=f"found {service.replicas}, allowed at most {ceiling.replicas}: {ceiling.reason}",
                severity=ceiling.severity,
                fix=ceiling.replicas,
            )


def redis_is_not_a_cluster(deployment: Deployment) -> Iterator[Problem]:
    """Submissions use transactions and streams over keys of different slots."""
    if isinstance(deployment.redis, RedisCluster):
        yield Problem(
            path=f"{ROOT}.redis.topology",
            message="found cluster, allowed single, sentinel or managed: the services use MULTI, "
            "XREADGROUP and RENAME across slots, which Redis Cluster refuses (contract §2.8)",
            fix="single",
        )


def quorums_are_odd(deployment: Deployment) -> Iterator[Problem]:
    """An even number of voters tolerates no more losses than the odd number below it."""
    if isinstance(deployment.mongo, MongoReplicaSet) and deployment.mongo.members % 2 == 0:
        yield _even("mongo.members", deployment.mongo.members)
    if isinstance(deployment.redis, RedisSentinel) and deployment.redis.sentinels % 2 == 0:
        yield _even("redis.sentinels", deployment.redis.sentinels)


def _even(key: str, found: int) -> Problem:
    return Problem(
        path=f"{ROOT}.{key}",
        message=f"found {found}, allowed an odd number of at least 3: an even number of voters "
        "survives no more losses than one fewer would",
        fix=max(3, found - 1),
    )


def one_gateway_without_an_edge(deployment: Deployment) -> Iterator[Problem]:
    """One host port cannot be published by two containers."""
    if isinstance(deployment.edge, EdgeNone) and deployment.services.gateway.replicas > 1:
        yield Problem(
            path=f"{ROOT}.services.gateway.replicas",
            message=f"found {deployment.services.gateway.replicas}, allowed 1 where edge.kind is "
            "none: nothing stands in front of the gateways to share one address",
            fix=1,
        )


def subnet_holds_the_address_plan(deployment: Deployment) -> Iterator[Problem]:
    """Members with an address for life need it inside a private network."""
    path = f"{ROOT}.network.subnet"
    allowed = (
        f"allowed a private network (10/8, 172.16/12 or 192.168/16) from /{LARGEST_PREFIX} to "
        f"/{SMALLEST_PREFIX}: the address plan needs 256 addresses"
    )
    example = default_subnet(deployment.installation)
    try:
        network = IPv4Network(deployment.subnet, strict=False)
    except ValueError:
        yield Problem(path=path, message=f"found no IPv4 network, {allowed}", fix=example)
        return
    if not LARGEST_PREFIX <= network.prefixlen <= SMALLEST_PREFIX or not _is_private(network):
        yield Problem(path=path, message=f"found {network}, {allowed}", fix=example)
    elif str(network) != deployment.subnet:
        yield Problem(
            path=path,
            message=f"found an address inside {network}, allowed the network itself",
            fix=str(network),
        )


def _is_private(network: IPv4Network) -> bool:
    # Not `is_private`: that counts loopback and documentation networks in.
    return any(network.subnet_of(private) for private in _PRIVATE)


_PRIVATE = tuple(map(IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")))


def public_url_is_an_address(deployment: Deployment) -> Iterator[Problem]:
    """Links, passkeys and status lists are made from it."""
    path = f"{ROOT}.publicUrl"
    try:
        port = urlsplit(deployment.public_url).port
    except ValueError:
        port = 0
    if port == 0:
        yield Problem(path=path, message="its port is none, allowed 1 to 65535", remove=True)


def public_url_is_https_in_production(deployment: Deployment) -> Iterator[Problem]:
    """Passkeys, secure cookies and HSTS need TLS."""
    if deployment.tier is Tier.DEVELOPMENT:
        return
    if urlsplit(deployment.public_url).scheme != "https":
        yield Problem(
            path=f"{ROOT}.publicUrl",
            message="found http, allowed https outside dev: passkeys and secure cookies need it",
            fix=deployment.public_url.replace("http:", "https:", 1),
        )


def certificate_holds_no_private_key(deployment: Deployment) -> Iterator[Problem]:
    """A private key is a secret, and the stack file is not."""
    edge = deployment.edge
    if isinstance(edge, EdgeProxy) and edge.certificate is not None and "PRIVATE KEY" in edge.certificate:
        yield Problem(
            path=f"{ROOT}.edge.certificate",
            message="holds a private key, allowed the certificate chain alone; "
            "the key is a secret of its own, sorcha:edgePrivateKey",
            remove=True,
        )


def connections_fit(deployment: Deployment) -> Iterator[Problem]:
    """Pools that promise more connections than the server has fail under load."""
    tenants = deployment.services.tenant.replicas
    wallets = deployment.services.wallet.replicas
    asked = POOL_SIZE * (tenants + 2 * wallets)
    allowed = POSTGRES_CONNECTIONS - POOL_SIZE
    # One wallet and the most tenants fit; more tenants are refused by their own ceiling.
    if wallets > 1 and asked > allowed:
        yield Problem(
            path=f"{ROOT}.services.wallet.replicas",
            message=f"tenants ({tenants}) and wallets ({wallets}) may open {asked} connections, "
            f"allowed {allowed} of the {POSTGRES_CONNECTIONS} that PostgreSQL is given",
            fix=1,
        )


def lab_images_only_by_choice(deployment: Deployment) -> Iterator[Problem]:
    """The lab's services are stand-ins."""
    if deployment.image_source is ImageSource.LAB and deployment.tier is not Tier.DEVELOPMENT:
        yield Problem(
            path=f"{ROOT}.images.source",
            message="lab: Sorcha's services and MongoDB are stand-ins made for tests",
            severity=Severity.WARN,
        )


def docker_hosts_only_on_docker(deployment: Deployment) -> Iterator[Problem]:
    """A key of one platform means nothing on the other."""
    if deployment.docker_hosts and deployment.platform is not PlatformName.DOCKER:
        yield Problem(
            path=f"{ROOT}.docker.hosts",
            message=f"means something on docker only, the platform is {deployment.platform}",
            remove=True,
        )


def many_registers_have_separate_indexes(deployment: Deployment) -> Iterator[Problem]:
    """Say what a second register does not share."""
    if deployment.services.of(ServiceName.REGISTER).replicas > 1:
        yield Problem(
            path=f"{ROOT}.services.register.replicas",
            message="each replica keeps an index of participants of its own, filled only by the "
            "dockets it wrote: look-ups by address can differ between replicas (contract §3.5)",
            severity=Severity.WARN,
        )


RULES: tuple[Rule, ...] = (
    replicas_within_what_the_service_can_bear,
    redis_is_not_a_cluster,
    quorums_are_odd,
    one_gateway_without_an_edge,
    subnet_holds_the_address_plan,
    public_url_is_an_address,
    public_url_is_https_in_production,
    certificate_holds_no_private_key,
    connections_fit,
    lab_images_only_by_choice,
    docker_hosts_only_on_docker,
    many_registers_have_separate_indexes,
)


def judge(deployment: Deployment) -> list[Problem]:
    """All problems, with those that an `accept:` entry covers turned into warnings."""
    found = [problem for rule in RULES for problem in rule(deployment)]
    entries = {f"{ROOT}.{entry.key}": entry for entry in deployment.accept}
    free = count(len(deployment.accept))
    judged = [
        _accepted(problem, entries.get(problem.path), free)
        if problem.severity is Severity.ACCEPT
        else problem
        for problem in found
    ]
    needed = {problem.path for problem in found if problem.severity is Severity.ACCEPT}
    return [*judged, *_idle(deployment.accept, needed)]


def _accepted(problem: Problem, entry: Acceptance | None, free: Iterator[int]) -> Problem:
    if entry is None:
        return replace(problem, accept=f"{ROOT}.accept[{next(free)}]")
    return Problem(
        path=problem.path,
        message=f"accepted ({entry.reason}): {problem.message}",
        severity=Severity.WARN,
    )


def _idle(entries: Iterable[Acceptance], needed: Collection[str]) -> Iterator[Problem]:
    """Entries that cover nothing; their text is not shown, it may be anything."""
    allowed = ", ".join(sorted(path.removeprefix(f"{ROOT}.") for path in needed))
    for index, entry in enumerate(entries):
        if f"{ROOT}.{entry.key}" not in needed:
            yield Problem(
                path=f"{ROOT}.accept[{index}]",
                message="names nothing that needs to be accepted"
                + (f"; what does: {allowed}" if allowed else ""),
                severity=Severity.WARN,
                remove=True,
            )

"""The deployment as a plan shows it, so that the rules over configuration judge what is built, too."""

from typing import TypeVar

from sorcha_infra.domain.deployment import Deployment, EdgeNone, EdgeProxy, Services
from sorcha_infra.domain.invariants.planned import NETWORK, Hidden, Stack, revealed, texts
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.published import PUBLISHED
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.topology import (
    MongoReplicaSet,
    MongoSingle,
    PostgresPrimaryReplica,
    PostgresSingle,
    RedisSentinel,
    RedisSingle,
)
from sorcha_infra.domain.vocabulary import Failover, PlatformName

M = TypeVar("M", bound=Model)


def observed(stack: Stack) -> Deployment:
    """The configured deployment with everything in it that the plan itself tells.

    What no container shows (an address of users, a certificate) stays as configured. Models are
    copied without being judged: a plan may hold what no configuration can say.
    """
    configured = stack.deployment
    if configured.platform is not PlatformName.DOCKER or not any(stack.servers):
        return configured
    counts = {role: len(members) for role, members in stack.pools.items()}
    return configured.model_copy(
        update={
            "services": _services(configured.services, counts),
            "postgres": _postgres(configured, counts.get("postgres", 0), counts.get("etcd", 0)),
            "mongo": _mongo(configured, counts.get("mongo", 0)),
            "redis": _redis(configured, counts.get("redis", 0), counts.get("sentinel", 0)),
            "edge": _edge(configured, counts),
            "subnet": _subnet(stack, configured.subnet),
            "published_secrets": _published(stack, configured.published_secrets),
        }
    )


def _changed(model: M, **update: object) -> M:
    return model.model_copy(update=update)


def _services(services: Services, counts: dict[str, int]) -> Services:
    pools = {
        "register_" if pool.name == "register" else str(pool.name): _changed(
            pool, replicas=counts.get(pool.name, 0)
        )
        for pool in services.all()
    }
    return _changed(services, **pools)


def _postgres(deployment: Deployment, servers: int, etcd: int) -> Model:
    spec = deployment.postgres
    if isinstance(spec, PostgresPrimaryReplica) and spec.failover is Failover.MANUAL:
        return _changed(spec, replicas=servers - 1)  # without etcd
    if isinstance(spec, PostgresPrimaryReplica):
        return _changed(spec, replicas=servers - 1, etcd_members=etcd)
    if isinstance(spec, PostgresSingle) and servers > 1:
        return PostgresPrimaryReplica.model_construct(replicas=servers - 1, etcd_members=etcd)
    return spec


def _mongo(deployment: Deployment, servers: int) -> Model:
    spec = deployment.mongo
    if isinstance(spec, MongoReplicaSet) or (isinstance(spec, MongoSingle) and servers > 1):
        return MongoReplicaSet.model_construct(members=servers)
    return spec


def _redis(deployment: Deployment, servers: int, sentinels: int) -> Model:
    spec = deployment.redis
    if isinstance(spec, RedisSentinel) or (isinstance(spec, RedisSingle) and servers + sentinels > 1):
        return RedisSentinel.model_construct(members=servers, sentinels=sentinels)
    return spec


def _edge(deployment: Deployment, counts: dict[str, int]) -> Model:
    spec = deployment.edge
    if "edge" not in counts:
        return EdgeNone()
    return spec if isinstance(spec, EdgeProxy) else EdgeProxy()


def _subnet(stack: Stack, configured: str) -> str:
    told = (ipam.get("subnet") for one in stack.of(NETWORK) for ipam in one.listed("ipamConfigs"))
    return next((subnet for subnet in told if isinstance(subnet, str)), configured)


def _published(stack: Stack, configured: tuple[SecretName, ...]) -> tuple[SecretName, ...]:
    found = {
        value
        for one in stack.containers
        for path, leaf in texts(one.inputs)
        if isinstance(leaf, str | Hidden)
        for value in PUBLISHED
        if value in revealed(leaf)
    }
    # Which secret it is cannot be told from a file's content: the administrator's stands for all.
    return configured or ((SecretName.ADMIN_PASSWORD,) if found else ())

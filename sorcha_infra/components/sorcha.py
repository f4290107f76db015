"""The whole of Sorcha: one line per component, in the order in which they may start."""

from collections.abc import Callable, Mapping

import pulumi

from sorcha_infra.components import jobs
from sorcha_infra.components.base import SorchaComponent
from sorcha_infra.components.credentials import Credentials
from sorcha_infra.components.edge import Edge
from sorcha_infra.components.gateway import GatewayPool
from sorcha_infra.components.mongo import MongoReplicaSet
from sorcha_infra.components.peer import PeerPool
from sorcha_infra.components.postgres import ReplicatedPostgres
from sorcha_infra.components.reconciler import Reconciler
from sorcha_infra.components.redis import ReplicatedRedis
from sorcha_infra.components.services import ServicePool
from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.environment import ADMIN_EMAIL
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.store_access import StoreAddresses
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.ports import Generator, JobSpec, Platform


class SorchaStack(SorchaComponent):
    """One installation.

    The order is the services' own (contract §4), kept by health and by jobs, never by sleeping:
    stores, then wallet and tenant, then the register, then the validator, then what only calls them,
    and the gateways when there is something to reach.
    """

    def __init__(
        self,
        deployment: Deployment,
        given: Mapping[SecretName, pulumi.Output[str]],
        *,
        platform: Callable[[pulumi.ResourceOptions], Platform],
        generator: Generator,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            "index:SorchaStack",
            "sorcha",
            {"tier": deployment.tier, "installation": deployment.installation},
            opts,
        )
        inside = pulumi.ResourceOptions(parent=self)
        here = platform(inside)
        secrets = Credentials("credentials", given, generator=generator, opts=inside).secrets

        postgres = ReplicatedPostgres(
            "postgres", deployment.postgres, platform=here, secrets=secrets, opts=inside
        ).access
        mongo = MongoReplicaSet("mongo", deployment.mongo, platform=here, secrets=secrets, opts=inside).access
        redis = ReplicatedRedis("redis", deployment.redis, platform=here, secrets=secrets, opts=inside).access
        stores = StoreAddresses(postgres=postgres.host, mongo=mongo.members, redis=redis.host)

        def pool(
            service: ServiceName,
            *after: tuple[pulumi.Resource, ...],
            before: JobSpec | None = None,
            gate: JobSpec | None = None,
        ) -> tuple[pulumi.Resource, ...]:
            return ServicePool(
                service,
                deployment,
                platform=here,
                stores=stores,
                secrets=secrets,
                after=[resource for group in after for resource in group],
                before=before,
                gate=gate,
                opts=inside,
            ).ready

        wallet = pool(
            ServiceName.WALLET, postgres.ready, redis.ready, before=jobs.wallet_keys(postgres, secrets)
        )
        tenant = pool(
            ServiceName.TENANT, postgres.ready, redis.ready, gate=jobs.tenant_accounts(postgres, secrets)
        )
        register = pool(
            ServiceName.REGISTER,
            mongo.ready,
            redis.ready,
            wallet,
            tenant,
            gate=jobs.system_wallet(postgres, secrets),
        )
        peer = PeerPool(
            deployment, platform=here, stores=stores, secrets=secrets, after=redis.ready, opts=inside
        ).ready
        validator = pool(ServiceName.VALIDATOR, register, gate=jobs.ledger(secrets))
        reconciler = Reconciler(platform=here, secrets=secrets, after=validator, opts=inside).ready
        blueprint = pool(ServiceName.BLUEPRINT, register)
        ui = pool(ServiceName.UI)
        gateway = GatewayPool(
            deployment,
            platform=here,
            stores=stores,
            secrets=secrets,
            after=[*reconciler, *blueprint, *peer, *ui],
            opts=inside,
        )

        if isinstance(deployment.edge, EdgeProxy):
            Edge(
                deployment,
                deployment.edge,
                platform=here,
                generator=generator,
                secrets=secrets,
                after=gateway.ready,
                opts=inside,
            )

        self.url = gateway.url
        self.admin_email = ADMIN_EMAIL
        self.admin_password = secrets[SecretName.ADMIN_PASSWORD]
        self.register_outputs({"url": self.url})

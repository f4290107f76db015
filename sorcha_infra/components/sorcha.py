"""Sorcha as a whole, with one line per component in start order."""

from collections.abc import Callable, Mapping

import pulumi

from sorcha_infra.components import jobs
from sorcha_infra.components.base import ServiceSite, Site, SorchaComponent
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
from sorcha_infra.domain.store_access import StoreEndpoints
from sorcha_infra.domain.surroundings import Surroundings
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.seam import Generator, JobSpec, Platform, Ready


class SorchaStack(SorchaComponent):
    """One installation.

    The start order is that of the services (contract §4), enforced by health and jobs, never by
    pauses: stores, wallet and tenant, the register, the validator, their callers, the gateways.
    """

    def __init__(
        self,
        deployment: Deployment,
        given_secrets: Mapping[SecretName, pulumi.Output[str]],
        *,
        platform: Callable[[pulumi.Resource], Platform],
        generator: Generator,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__(
            "index:SorchaStack",
            "sorcha",
            {"tier": deployment.tier, "installation": deployment.installation},
            opts,
        )
        options = pulumi.ResourceOptions(parent=self)
        builder = platform(self)
        secrets = Credentials("credentials", given_secrets, generator=generator, opts=options).secrets
        base = Site(platform=builder, secrets=secrets)

        postgres = ReplicatedPostgres(deployment.postgres, base, opts=options).access
        mongo = MongoReplicaSet(deployment.mongo, base, opts=options).access
        redis = ReplicatedRedis(deployment.redis, base, opts=options).access
        stores = StoreEndpoints(postgres=postgres.writes, mongo=mongo.members, redis=redis.writes)
        surroundings = Surroundings(deployment=deployment, stores=stores, addresses=builder.addresses)
        site = ServiceSite(platform=builder, secrets=secrets, surroundings=surroundings)

        def pool(
            service: ServiceName,
            *after: Ready,
            before: JobSpec | None = None,
            gate: JobSpec | None = None,
        ) -> Ready:
            dependencies = [resource for group in after for resource in group]
            return ServicePool(
                service, site, after=dependencies, before=before, gate=gate, opts=options
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
        peer = PeerPool(site, after=redis.ready, opts=options).ready
        validator = pool(ServiceName.VALIDATOR, register, gate=jobs.ledger(site))
        reconciler = Reconciler(site, after=validator, opts=options).ready
        blueprint = pool(ServiceName.BLUEPRINT, register)
        ui = pool(ServiceName.UI)
        gateway = GatewayPool(site, after=[*reconciler, *blueprint, *peer, *ui], opts=options)

        if isinstance(deployment.edge, EdgeProxy):
            Edge(deployment, deployment.edge, base, generator=generator, after=gateway.ready, opts=options)

        self.url = gateway.url
        self.admin_email = ADMIN_EMAIL
        self.admin_password = secrets[SecretName.ADMIN_PASSWORD]
        self.register_outputs({"url": self.url})

"""The gateways, and the one address that users reach."""

from collections.abc import Sequence

import pulumi

from sorcha_infra.components.services import ServicePool
from sorcha_infra.domain.deployment import Deployment, EdgeNone
from sorcha_infra.domain.services import FACTS
from sorcha_infra.domain.store_access import StoreAddresses
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.ports import Platform, PublishedPort, Secrets


class GatewayPool(ServicePool):
    """The API gateways, stateless, routing to every replica of every pool by its name.

    Without an edge the one gateway is published on the machine's loopback, and replacing it is an
    outage of some seconds.
    """

    def __init__(
        self,
        deployment: Deployment,
        *,
        platform: Platform,
        stores: StoreAddresses,
        secrets: Secrets,
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        edge = deployment.edge
        super().__init__(
            ServiceName.GATEWAY,
            deployment,
            platform=platform,
            stores=stores,
            secrets=secrets,
            after=after,
            published=[PublishedPort(inside=FACTS[ServiceName.GATEWAY].port, outside=edge.port)]
            if isinstance(edge, EdgeNone)
            else [],
            kind="app:GatewayPool",
            opts=opts,
        )
        self.url = deployment.public_url

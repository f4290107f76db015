"""The node in the peer network."""

from collections.abc import Sequence

import pulumi

from sorcha_infra.components.services import ServicePool
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.environment import PEER_PORT
from sorcha_infra.domain.store_access import StoreAddresses
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.ports import Platform, PublishedPort, Secrets


class PeerPool(ServicePool):
    """This installation's one node.

    With an external address its port is published: the one port beside the edge's, because other
    nodes call it without the gateway. It speaks HTTP/2 without TLS (contract §2.14).
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
        told = deployment.peer
        port = PublishedPort(inside=PEER_PORT, outside=told.port, address=told.address)
        super().__init__(
            ServiceName.PEER,
            deployment,
            platform=platform,
            stores=stores,
            secrets=secrets,
            after=after,
            published=[] if told.external_address is None else [port],
            opts=opts,
        )

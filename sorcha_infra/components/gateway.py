"""The gateways, and the address for users."""

from collections.abc import Sequence

import pulumi

from sorcha_infra.components.base import ServiceSite
from sorcha_infra.components.services import ServicePool
from sorcha_infra.domain.deployment import EdgeNone
from sorcha_infra.domain.services import HTTP_PORT
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.seam import Exposure, Reach


class GatewayPool(ServicePool):
    """The stateless API gateways, which route to every replica of every pool by name.

    Without an edge the single gateway is exposed to the operator only, and its replacement is an
    outage of some seconds.
    """

    def __init__(
        self,
        site: ServiceSite,
        *,
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        deployment = site.surroundings.deployment
        edge = deployment.edge
        exposure = (
            Exposure(internal_port=HTTP_PORT, port=edge.port, reach=Reach.OPERATOR)
            if isinstance(edge, EdgeNone)
            else None
        )
        super().__init__(
            ServiceName.GATEWAY,
            site,
            after=after,
            exposure=exposure,
            kind="app:GatewayPool",
            opts=opts,
        )
        self.url = deployment.public_url

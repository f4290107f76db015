"""The node of the peer network."""

from collections.abc import Sequence

import pulumi

from sorcha_infra.components.base import ServiceSite
from sorcha_infra.components.services import ServicePool
from sorcha_infra.domain.services import PEER_PORT
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.seam import Exposure, Reach


class PeerPool(ServicePool):
    """The single node of this installation.

    With an external address its port is exposed, because other nodes call it without the gateway. It
    is the only exposed port beside those of the edge, and speaks HTTP/2 without TLS (contract §2.14).
    """

    def __init__(
        self,
        site: ServiceSite,
        *,
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        peer = site.surroundings.deployment.peer
        exposure = Exposure(
            internal_port=PEER_PORT, port=peer.port, reach=Reach.NETWORK, address=peer.address
        )
        super().__init__(
            ServiceName.PEER,
            site,
            after=after,
            exposure=None if peer.external_address is None else exposure,
            opts=opts,
        )

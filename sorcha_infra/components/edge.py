"""TLS in front of the gateways, the entry point for users."""

from collections.abc import Sequence

import pulumi

from sorcha_infra.components.base import Site, SorchaComponent
from sorcha_infra.domain.deployment import Deployment, EdgeProxy
from sorcha_infra.domain.edge import public_address
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.seam import Certificate, EdgeSpec, Generator


class Edge(SorchaComponent):
    """One load balancer with TLS, stickiness and limits, and a certificate if none is given.

    Its promise states the cost of its loss. A change of the certificate or the gateways is a reload.
    """

    def __init__(
        self,
        deployment: Deployment,
        edge: EdgeProxy,
        site: Site,
        *,
        generator: Generator,
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("app:Edge", "edge", edge.model_dump(mode="json", by_alias=True), opts)
        public = public_address(deployment.public_url)
        certificate = (
            generator.certificate(SecretName.EDGE_PRIVATE_KEY, public, self.child().options)
            if edge.certificate is None
            else Certificate(chain=edge.certificate, key=site.secrets[SecretName.EDGE_PRIVATE_KEY])
        )
        self.ready = site.platform.edge(
            EdgeSpec(
                kind=edge.kind,
                gateways=deployment.services[ServiceName.GATEWAY].replicas,
                public=public,
                certificate=certificate,
                address=edge.address,
                http_port=edge.http_port,
                https_port=edge.https_port,
                requests_per_second=edge.requests_per_second,
            ),
            self.child(after),
        )
        self.register_outputs({"url": deployment.public_url})

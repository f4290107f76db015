"""What edges of both kinds have in common on this platform."""

import pulumi

from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.services import HTTP_PORT
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.seam import EdgeSpec, Exposure, Reach

RESOURCES = Resources(cpus=2.0, memory_mib=512)
"""A TLS connection takes some 50 kB, and there may be 8000."""

STOP_SECONDS = 5
"""For requests under way; sockets would hold the edge for ever, and nobody is let in meanwhile."""


INTERNAL_HTTP_PORT, INTERNAL_HTTPS_PORT = 8080, 8443
"""High ports inside, which need no privilege."""


def exposures(spec: EdgeSpec) -> list[Exposure]:
    """The two ports."""
    pairs = ((INTERNAL_HTTP_PORT, spec.http_port), (INTERNAL_HTTPS_PORT, spec.https_port))
    return [
        Exposure(internal_port=internal_port, port=port, reach=Reach.NETWORK, address=spec.address)
        for internal_port, port in pairs
    ]


def pem(spec: EdgeSpec) -> pulumi.Output[str]:
    """Certificate chain and key in one file, so that they change together."""
    chain, key = spec.certificate.chain, spec.certificate.key
    return pulumi.Output.format("{0}\n{1}\n", chain, key)


def addresses(context: DockerContext, spec: EdgeSpec) -> list[str]:
    """Of the gateways, as `host:port`, by ordinal: the same for life, so that no name is asked."""
    return [
        f"{context.plan.of(ServiceName.GATEWAY, ordinal)}:{HTTP_PORT}" for ordinal in range(spec.gateways)
    ]

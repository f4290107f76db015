"""Shared parts of both kinds of edge."""

import pulumi

from sorcha_infra.domain.quantities import Resources
from sorcha_infra.domain.services import HTTP_PORT
from sorcha_infra.domain.vocabulary import ServiceName
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.seam import EdgeSpec, Exposure, Reach

RESOURCES = Resources(cpus=2.0, memory_mib=512)
"""A TLS connection uses about 50 kB, and there may be 8000."""

STOP_SECONDS = 5
"""Time for requests under way. Sockets would never end, and the edge accepts no client meanwhile."""


INTERNAL_HTTP_PORT, INTERNAL_HTTPS_PORT = 8080, 8443
"""High ports in the container, which need no privilege."""


def exposures(spec: EdgeSpec) -> list[Exposure]:
    """Return the two ports."""
    pairs = ((INTERNAL_HTTP_PORT, spec.http_port), (INTERNAL_HTTPS_PORT, spec.https_port))
    return [
        Exposure(internal_port=internal_port, port=port, reach=Reach.NETWORK, address=spec.address)
        for internal_port, port in pairs
    ]


def pem(spec: EdgeSpec) -> pulumi.Output[str]:
    """Return certificate chain and key as one file, so that they change together."""
    chain, key = spec.certificate.chain, spec.certificate.key
    return pulumi.Output.format("{0}\n{1}\n", chain, key)


def addresses(context: DockerContext, spec: EdgeSpec) -> list[str]:
    """Return the fixed addresses of the gateways, as `host:port`, by ordinal; no name lookup is needed."""
    return [
        f"{context.plan.of(ServiceName.GATEWAY, ordinal)}:{HTTP_PORT}" for ordinal in range(spec.gateways)
    ]

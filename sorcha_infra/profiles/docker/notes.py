"""Informational notes about a valid deployment on Docker."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone, EdgeProxy


def notes(deployment: Deployment) -> Iterator[str]:
    """Consequences that a diff of resources does not say."""
    if isinstance(deployment.edge, EdgeNone):
        yield (
            "one gateway without an edge: a change that replaces it (its image, a setting, the number "
            "of another pool's replicas) is an outage of some seconds"
        )
    if isinstance(deployment.edge, EdgeProxy):
        yield (
            "one edge: a change of its image, its ports or its address replaces it, a short outage of some "
            "seconds; another certificate, limit or number of gateways is a reload that nobody notices"
        )
        if deployment.edge.certificate is None:
            yield (
                "no edge.certificate is given: a self-signed one is made, and browsers will warn; with your "
                "own: pulumi config set --path sorcha:deployment.edge.certificate < fullchain.pem && "
                "pulumi config set --secret sorcha:edgePrivateKey < privkey.pem"
            )

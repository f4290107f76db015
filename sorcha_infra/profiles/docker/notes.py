"""Informational notes about a valid deployment on Docker."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone, EdgeProxy


def notes(deployment: Deployment) -> Iterator[str]:
    """Consequences that a diff of resources does not show."""
    if isinstance(deployment.edge, EdgeNone):
        yield (
            "gateway: a change that replaces the only gateway (its image, a setting, the number of replicas "
            "of another pool) is an outage of some seconds"
        )
    if isinstance(deployment.edge, EdgeProxy):
        yield (
            "edge: a change of its image, ports or address replaces it, an outage of some seconds; a new "
            "certificate, limit or number of gateways is a reload without an outage"
        )
        if deployment.edge.certificate is None:
            yield (
                "sorcha:deployment.edge.certificate: not set, so that a self-signed certificate is generated "
                "and browsers warn. Fix: "
                "pulumi config set --path sorcha:deployment.edge.certificate < fullchain.pem && "
                "pulumi config set --secret sorcha:edgePrivateKey < privkey.pem"
            )

"""The ports of the machine that lead to an edge of either kind."""

from sorcha_infra.ports import EdgeSpec, PublishedPort


def published(spec: EdgeSpec) -> list[PublishedPort]:
    """Both; inside they are high ones, which need no privilege."""
    return [
        PublishedPort(inside=8080, outside=spec.http_port, address=spec.address),
        PublishedPort(inside=8443, outside=spec.https_port, address=spec.address),
    ]

"""The ports of the machine that lead to an edge of either kind."""

from sorcha_infra.platforms.docker.container import Published
from sorcha_infra.ports import EdgeSpec


def published(spec: EdgeSpec) -> list[Published]:
    """Both; inside they are high ones, which need no privilege."""
    return [
        Published(inside=8080, outside=spec.http_port, address=spec.address),
        Published(inside=8443, outside=spec.https_port, address=spec.address),
    ]

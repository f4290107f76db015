"""The edge on Docker, one module for each kind."""

from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.edge import haproxy, nginx
from sorcha_infra.seam import EdgeSpec, Placement, Ready


def build(
    context: DockerContext,
    spec: EdgeSpec,
    at: Placement,
) -> Ready:
    """Build the configured kind."""
    match spec.kind:
        case "haproxy":
            return haproxy.build(context, spec, at)
        case "nginx":
            return nginx.build(context, spec, at)

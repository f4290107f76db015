"""The edge on Docker, one module for each kind."""

from collections.abc import Sequence

import pulumi

from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.edge import haproxy, nginx
from sorcha_infra.ports import EdgeSpec


def build(
    context: DockerContext,
    spec: EdgeSpec,
    after: Sequence[pulumi.Resource],
    opts: pulumi.ResourceOptions,
) -> tuple[pulumi.Resource, ...]:
    """Makes the kind that is asked for."""
    match spec.kind:
        case "haproxy":
            return haproxy.build(context, spec, after, opts)
        case "nginx":
            return nginx.build(context, spec, after, opts)

"""What an operator should know of a deployment that is nothing wrong with it."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, EdgeNone


def notes(deployment: Deployment) -> Iterator[str]:
    """Consequences that a diff of resources does not say."""
    if isinstance(deployment.edge, EdgeNone):
        yield (
            "one gateway without an edge: a change that replaces it (its image, a setting, the number "
            "of another pool's replicas) is an outage of some seconds"
        )

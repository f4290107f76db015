"""Register of the platforms that are built; the only place that chooses a realisation.

Each entry imports its SDK when it is called, so that a stack needs only the SDK of its platform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `operate` reaches a platform without Pulumi, which takes half a second to import
    import pulumi

    from sorcha_infra.domain.deployment import Deployment
    from sorcha_infra.operations import Operations
    from sorcha_infra.seam import Platform


@dataclass(frozen=True, slots=True)
class Realisation:
    """Builder and operations of a platform."""

    build: Callable[[Deployment, pulumi.Resource], Platform]
    """A deployment and its parent resource → its platform."""

    operations: Callable[[], Operations]
    """Connects to the platform.

    Raises:
        UserError: if it does not answer.
    """


def _build_docker(deployment: Deployment, parent: pulumi.Resource) -> Platform:
    from sorcha_infra.platforms.docker.platform import DockerPlatform  # noqa: PLC0415 - see above

    return DockerPlatform(deployment, parent)


def _operate_docker() -> Operations:
    from sorcha_infra.platforms.docker.operate import operations  # noqa: PLC0415 - see above

    return operations()


_REALISATIONS: dict[str, Realisation] = {"docker": Realisation(_build_docker, _operate_docker)}


def build(deployment: Deployment, parent: pulumi.Resource) -> Platform:
    """Return the platform of a deployment.

    Raises:
        KeyError: for a platform that is not built yet; its profile refuses it first.
    """
    return _REALISATIONS[deployment.platform].build(deployment, parent)


def operations(name: str) -> Operations:
    """Return the operations of a platform.

    Raises:
        KeyError: for a platform that is not built yet.
        UserError: if it does not answer.
    """
    return _REALISATIONS[name].operations()


@contextmanager
def registration(name: str, realisation: Realisation) -> Iterator[None]:
    """Register a platform for the duration of a `with` block, such as the platform of a test."""
    if name in _REALISATIONS:
        raise ValueError(f"{name}: a platform of this name is registered")
    _REALISATIONS[name] = realisation
    try:
        yield
    finally:
        del _REALISATIONS[name]

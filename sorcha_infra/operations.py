"""Operations on a platform beside Pulumi, for `make up` and `make down`: the seam of `operate`."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.vocabulary import ImageSource

Checkpoint = Mapping[str, Any]
"""The deployment in `pulumi stack export`, secrets encrypted; empty before the first update."""


class Operations(Protocol):
    """Steps of a platform around an update. Each raises `UserError` if an operator must act."""

    def check(self, stack: str, deployment: Deployment, state: Checkpoint) -> None:
        """Refuse an update that would fail half-way, such as for a port in use."""
        ...

    def serves(self, reference: str) -> bool:
        """Whether an image is present, or a registry answers for it."""
        ...

    def prepare_images(self, source: ImageSource) -> None:
        """Build the images that no registry serves."""
        ...

    def remove_orphans(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Remove resources of an interrupted update that are not in the state, and return their names."""
        ...

    def unhealthy_resources(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """URNs of existing resources that were never healthy; a refresh removes this information."""
        ...

    def drift(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Differences between the platform and the state, one line each."""
        ...

    def volumes(self, installation: str) -> Sequence[str]:
        """Names of the volumes of an installation, including those no longer in the state."""
        ...

    def remove_volumes(self, names: Sequence[str]) -> None:
        """Remove volumes with their data; missing ones are ignored."""
        ...

    def promote(self, stack: str, installation: str, member: str) -> None:
        """Promote a replica of PostgreSQL to primary, for `postgres.failover: manual`."""
        ...

    def look(self, installation: str) -> str:
        """Command that lists the processes of an installation."""
        ...

    def reach(self, deployment: Deployment) -> str:
        """Target of users' requests, for a public address of another machine."""
        ...

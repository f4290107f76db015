"""What `make up` and `make down` need of a platform beside Pulumi: the seam of `operate`."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.vocabulary import ImageSource

Checkpoint = Mapping[str, Any]
"""The deployment in `pulumi stack export`, secrets encrypted; empty where nothing was deployed."""


class Operations(Protocol):
    """The work of a platform around an update; each raises `UserError` where an operator must act."""

    def check(self, stack: str, deployment: Deployment, state: Checkpoint) -> None:
        """Refuses what would fail in the middle, such as a port that is in use."""
        ...

    def serves(self, reference: str) -> bool:
        """Whether an image is there, or a registry answers for it."""
        ...

    def prepare_images(self, source: ImageSource) -> None:
        """Makes images available that no registry serves."""
        ...

    def remove_orphans(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Removes what an interrupted update made and the state does not know; its names."""
        ...

    def unhealthy_resources(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """URNs of what is there and was never healthy; asked before a refresh, which forgets it."""
        ...

    def drift(self, installation: str, state: Checkpoint) -> Sequence[str]:
        """Differences between the platform and the state, one line each."""
        ...

    def volumes(self, installation: str) -> Sequence[str]:
        """Names of the volumes of an installation, those included that the state no longer knows."""
        ...

    def remove_volumes(self, names: Sequence[str]) -> None:
        """Removes volumes with their data; absent ones are no error."""
        ...

    def promote(self, stack: str, installation: str, member: str) -> None:
        """Makes a replica of PostgreSQL the primary, where `postgres.failover` is manual."""
        ...

    def look(self, installation: str) -> str:
        """Command that lists what runs of an installation."""
        ...

    def reach(self, deployment: Deployment) -> str:
        """Where users' requests must lead, for a public address that is not this machine."""
        ...

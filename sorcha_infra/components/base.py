"""Base and collaborators of all components."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pulumi

from sorcha_infra.domain.surroundings import Surroundings
from sorcha_infra.seam import Placement, Platform, Secrets


@dataclass(frozen=True, kw_only=True, slots=True)
class Site:
    """Collaborators of a component."""

    platform: Platform
    secrets: Secrets


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceSite(Site):
    """Collaborators of a service, including its stores."""

    surroundings: Surroundings


class SorchaComponent(pulumi.ComponentResource):
    """A node of the tree. Its inputs are its spec, so that a preview shows "replicas 2 → 3"."""

    def __init__(
        self,
        kind: str,
        name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        super().__init__(f"sorcha:{kind}", name, dict(inputs), opts)

    def child(self, after: Sequence[pulumi.Resource] = ()) -> Placement:
        """Return the place of a child that waits for `after`."""
        return Placement(parent=self, after=tuple(after))

"""Names, network, images and hooks that all containers of an installation share."""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import labels, physical
from sorcha_infra.platforms.docker.images import Images
from sorcha_infra.profiles.docker.addresses import AddressPlan


@dataclass(frozen=True, kw_only=True, slots=True)
class DockerContext:
    """One installation on one engine."""

    installation: str
    plan: AddressPlan
    network: docker.Network
    images: Images
    on_error: pulumi.ErrorHook
    on_job_error: pulumi.ErrorHook
    explain: pulumi.ErrorHook
    guard: pulumi.ResourceHook
    """Hook that asks the other members before a member of a store is deleted."""

    drain: pulumi.ResourceHook | None
    """Hook that drains a gateway at the edge before its deletion; None if the edge cannot drain."""

    container_names: set[str]
    """Containers of this run of the program; any other deleted container is removed permanently."""

    def physical(self, name: str) -> str:
        """Return the name on the engine."""
        return physical(self.installation, name)

    def labels(self, component: str) -> dict[str, str]:
        """Return the labels of a resource of a component."""
        return labels(self.installation, component)

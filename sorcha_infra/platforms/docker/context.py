"""What every container of an installation shares: names, network, images, hooks."""

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
    """Asks the other members before a member of a store is deleted."""

    drain: pulumi.ResourceHook | None
    """Has the edge send a gateway nothing more before it is deleted; None where no edge can be told."""

    container_names: set[str]
    """Containers of this run of the program: what is deleted and not among them is removed for good."""

    def physical(self, name: str) -> str:
        """Name on the engine."""
        return physical(self.installation, name)

    def labels(self, component: str) -> dict[str, str]:
        """Labels of what belongs to a component."""
        return labels(self.installation, component)

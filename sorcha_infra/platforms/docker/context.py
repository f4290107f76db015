"""What every container of an installation shares: names, network, images, failure reports."""

from dataclasses import dataclass

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.addresses import AddressPlan
from sorcha_infra.domain.names import labels, physical


@dataclass(frozen=True, kw_only=True, slots=True)
class DockerContext:
    """One installation on one engine."""

    installation: str
    plan: AddressPlan
    network: docker.Network
    on_error: pulumi.ErrorHook
    on_job_error: pulumi.ErrorHook
    explain: pulumi.ErrorHook

    def physical(self, name: str) -> str:
        """Name on the engine."""
        return physical(self.installation, name)

    def labels(self, component: str) -> dict[str, str]:
        """Labels of what belongs to a component."""
        return labels(self.installation, component)

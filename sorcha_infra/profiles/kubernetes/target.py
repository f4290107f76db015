"""Target of a stack on Kubernetes, and its keys in a stack file."""

from typing import Annotated

from pydantic import Field

from sorcha_infra.domain.deployment import Origin, OriginKind
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import DnsLabel
from sorcha_infra.domain.target import Target
from sorcha_infra.profiles.profile import TargetChoice

NAME = "kubernetes"

KEYS = {
    "context": "kubernetes.context",
    "namespace": "kubernetes.namespace",
    "storageClass": "kubernetes.storageClass",
}
"""Field of the target → key in a stack file."""


class KubernetesKeys(Model):
    """Target of a stack on Kubernetes; a preview needs none of the keys."""

    context: Annotated[str, Field(min_length=1, max_length=253, examples=["production"])] | None = None
    """Context of the kubeconfig, used instead of the current one."""

    namespace: DnsLabel | None = None
    """Namespace of the installation; by default the installation's name."""

    storage_class: Annotated[str, Field(min_length=1, max_length=253, examples=["standard"])] | None = None
    """Class of the persistent volumes; by default the cluster's default class."""


class KubernetesSettings(Model):
    """Keys of a stack file that only Kubernetes reads."""

    kubernetes: KubernetesKeys | None = None
    """Settings of the Kubernetes platform."""


class KubernetesTarget(Target):
    """A namespace of a cluster."""

    context: str | None
    """Context of the kubeconfig; `up` needs it, a preview does not."""

    namespace: str
    storage_class: str | None


def target(settings: Model, installation: str) -> TargetChoice:
    """Resolve the target of a stack."""
    keys = (settings.kubernetes if isinstance(settings, KubernetesSettings) else None) or KubernetesKeys()

    def origin(value: object, default: str) -> Origin:
        if value is not None:
            return Origin(kind=OriginKind.STACK_FILE, detail="")
        return Origin(kind=OriginKind.DEFAULT, detail=default)

    return TargetChoice(
        target=KubernetesTarget(
            platform=NAME,
            context=keys.context,
            namespace=keys.namespace or installation,
            storage_class=keys.storage_class,
        ),
        origins={
            "kubernetes.context": origin(keys.context, "none; a preview needs no cluster"),
            "kubernetes.namespace": origin(keys.namespace, "the installation's name"),
            "kubernetes.storageClass": origin(keys.storage_class, "the cluster's default class"),
        },
    )

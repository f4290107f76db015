"""Profile of Kubernetes, which is not built yet."""

from collections.abc import Iterator

from sorcha_infra.domain import inventory
from sorcha_infra.domain.deployment import Deployment, Edge, EdgeNone
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.profiles.kubernetes.promises import promises
from sorcha_infra.profiles.kubernetes.target import KEYS, NAME, KubernetesSettings, target
from sorcha_infra.profiles.profile import Profile


def gaps(_deployment: Deployment) -> Iterator[Problem]:
    """Report that the platform is not built yet."""
    yield Problem(path=f"{ROOT}.platform", finding="kubernetes is not built yet")


def local_url(edge: Edge) -> tuple[str, str]:
    """Address of a dev stack without a `publicUrl`; other tiers require one."""
    scheme = "http" if isinstance(edge, EdgeNone) else "https"
    return f"{scheme}://localhost", "a port of this machine"


PROFILE = Profile(
    name=NAME,
    settings=KubernetesSettings,
    target=target,
    keys=KEYS,
    gaps=gaps,
    promises=promises,
    inventory=lambda deployment, _resources: inventory.unbuilt_inventory(deployment, promises(deployment)),
    local_url=local_url,
)

"""The pure half of Kubernetes: what can be said before the platform is built."""

from collections.abc import Iterator

from sorcha_infra.domain import inventory
from sorcha_infra.domain.deployment import Deployment, Edge
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules import ROOT
from sorcha_infra.profiles.kubernetes.promises import promises
from sorcha_infra.profiles.kubernetes.target import KEYS, NAME, KubernetesSettings, target
from sorcha_infra.profiles.profile import Profile


def unbuilt(_deployment: Deployment) -> Iterator[Problem]:
    """The platform itself."""
    yield Problem(path=f"{ROOT}.platform", message="kubernetes is not built yet")


def local_url(_edge: Edge) -> tuple[str, str]:
    """Only dev may leave out its `publicUrl`."""
    return "http://localhost", "a port of this machine"


PROFILE = Profile(
    name=NAME,
    settings=KubernetesSettings,
    target=target,
    keys=KEYS,
    unbuilt=unbuilt,
    promises=promises,
    inventory=lambda deployment, _resources: inventory.unbuilt(deployment, promises(deployment)),
    local_url=local_url,
)

"""Which images may run, and what they must be called."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import ImageSource, Tier


def needs_digests(deployment: Deployment) -> bool:
    """Whether its images must be called by digest: production, from a registry."""
    return deployment.tier is not Tier.DEVELOPMENT and deployment.image_source is ImageSource.PUBLISHED


def floats(reference: str) -> bool:
    """Whether another program may answer to the same reference tomorrow, and nobody meant it."""
    tag = reference.rpartition("/")[2].partition(":")[2]
    return "@sha256:" not in reference and tag in ("", "latest")


def lab_images_only_by_choice(deployment: Deployment) -> Iterator[Problem]:
    """The lab's services are stand-ins."""
    if deployment.image_source is ImageSource.LAB and deployment.tier is not Tier.DEVELOPMENT:
        yield Problem(
            path=f"{ROOT}.images.source",
            message="lab: Sorcha's services and MongoDB are stand-ins made for tests",
            severity=Severity.WARN,
        )


def production_runs_digests(deployment: Deployment) -> Iterator[Problem]:
    """A tag is what somebody pushed last: what was tested is told by a digest alone."""
    if not needs_digests(deployment):
        return
    tags = {path: image for path, image in _images(deployment).items() if "@sha256:" not in image}
    own_paths = {path for path in tags if _is_own(deployment, path)}
    for path in sorted(own_paths):
        yield Problem(
            path=f"{ROOT}.{path}",
            message=f"{tags[path]} is a tag; production wants name:tag@sha256:<digest>",
            severity=Severity.WARN,
        )
    shared_paths = sorted(tags.keys() - own_paths)
    if shared_paths:
        yield Problem(
            path="stacks/images.yaml: published",
            message=f"{len(shared_paths)} images of it are tags ({tags[shared_paths[0]]}, …); production "
            "wants name:tag@sha256:<digest>, which the registry's page or `docker manifest inspect` tells",
            severity=Severity.WARN,
        )


def _images(deployment: Deployment) -> dict[str, str]:
    """Path of the key that replaces it → reference."""
    pools = {f"services.{pool.name}.image": pool.image for pool in deployment.services.values()}
    stores = {f"{name}.image": image for name, image in deployment.store_images.items()}
    return pools | stores | {f"support.{name}": image for name, image in deployment.support_images.items()}


def _is_own(deployment: Deployment, path: str) -> bool:
    origin = deployment.origins.get(path)
    return origin is not None and origin.kind is OriginKind.STACK_FILE


RULES: tuple[Rule, ...] = (lab_images_only_by_choice, production_runs_digests)

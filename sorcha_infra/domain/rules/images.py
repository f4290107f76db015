"""Rules over image references."""

from collections.abc import Iterator

from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.rules.rule import ROOT, Rule
from sorcha_infra.domain.services import Severity
from sorcha_infra.domain.vocabulary import ImageSource, Tier


def needs_digests(deployment: Deployment) -> bool:
    """Whether images need a digest, which they do in production and from a registry."""
    return deployment.tier is not Tier.DEVELOPMENT and deployment.image_source is ImageSource.PUBLISHED


def floats(reference: str) -> bool:
    """Whether the registry may serve another image for the same reference without a decision here."""
    tag = reference.rpartition("/")[2].partition(":")[2]
    return "@sha256:" not in reference and tag in ("", "latest")


def no_implicit_lab_images(deployment: Deployment) -> Iterator[Problem]:
    """The services of the lab are stand-ins."""
    if deployment.image_source is ImageSource.LAB and deployment.tier is not Tier.DEVELOPMENT:
        yield Problem(
            path=f"{ROOT}.images.source",
            finding="is lab, where Sorcha's services and MongoDB are stand-ins for tests",
            severity=Severity.WARN,
        )


def production_images_pinned(deployment: Deployment) -> Iterator[Problem]:
    """A tag can move to another image; only a digest identifies the tested one."""
    if not needs_digests(deployment):
        return
    tags = {path: image for path, image in _images(deployment).items() if "@sha256:" not in image}
    own_paths = {path for path in tags if _is_own(deployment, path)}
    for path in sorted(own_paths):
        yield Problem(
            path=f"{ROOT}.{path}",
            finding=f"is {tags[path]}, a reference without a digest",
            expected="name:tag@sha256:<digest>",
            severity=Severity.WARN,
        )
    shared_paths = sorted(tags.keys() - own_paths)
    if shared_paths:
        yield Problem(
            path="stacks/images.yaml: published",
            finding=f"{len(shared_paths)} images have no digest ({tags[shared_paths[0]]}, …)",
            expected="name:tag@sha256:<digest>, from the registry's page or `docker manifest inspect`",
            severity=Severity.WARN,
        )


def _images(deployment: Deployment) -> dict[str, str]:
    """Path of the key that replaces an image → its reference."""
    pools = {f"services.{pool.name}.image": pool.image for pool in deployment.services.values()}
    stores = {f"{name}.image": image for name, image in deployment.store_images.items()}
    return pools | stores | {f"support.{name}": image for name, image in deployment.support_images.items()}


def _is_own(deployment: Deployment, path: str) -> bool:
    origin = deployment.origins.get(path)
    return origin is not None and origin.kind is OriginKind.STACK_FILE


RULES: tuple[Rule, ...] = (no_implicit_lab_images, production_images_pinned)

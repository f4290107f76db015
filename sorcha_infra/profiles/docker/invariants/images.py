"""Rules over images."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack
from sorcha_infra.domain.rules.images import floats, needs_digests
from sorcha_infra.domain.services import Severity

_REFERENCE = re.compile(r"[a-z0-9][a-zA-Z0-9._/:@-]*")


def containers_run_image_ids(stack: Stack) -> Iterator[Finding]:
    """An engine may resolve a name to another image; only an id is the image that was reviewed."""
    for resource in stack.processes:
        image = resource.inputs.get("image")
        if isinstance(image, str) and _REFERENCE.fullmatch(image) and not image.startswith("sha256:"):
            yield Finding(resource, f"runs {image}, which is a name", expected="an image id")


def no_floating_image_tags(stack: Stack) -> Iterator[Finding]:
    """A floating tag can be another image after the next pull, and no plan shows it."""
    for resource in stack.of(Kind.IMAGE):
        name = str(resource.inputs.get("name"))
        if floats(name):
            yield Finding(resource, f"has reference {name}", expected="a fixed tag or a digest")


def production_resources_pinned(stack: Stack) -> Iterator[Finding]:
    """A tag can move to another image; images of the lab are local and exempt."""
    if needs_digests(stack.deployment):
        for resource in stack.of(Kind.IMAGE):
            name = str(resource.inputs.get("name"))
            # An image that is built on this engine has an id and no registry.
            if "@sha256:" not in name and not resource.inputs.get("build"):
                yield Finding(resource, f"has reference {name}", expected="a digest", severity=Severity.WARN)


RESOURCE_RULES: tuple[Invariant, ...] = (
    containers_run_image_ids,
    no_floating_image_tags,
    production_resources_pinned,
)

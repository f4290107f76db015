"""Which programs run."""

import re
from collections.abc import Iterator

from sorcha_infra.domain.resources import Finding, Invariant, Kind, Stack
from sorcha_infra.domain.rules.images import floats, needs_digests
from sorcha_infra.domain.services import Severity

_REFERENCE = re.compile(r"[a-z0-9][a-zA-Z0-9._/:@-]*")


def a_container_runs_an_image_id(stack: Stack) -> Iterator[Finding]:
    """A name is looked up again by each engine: what was reviewed is the id that the program found."""
    for resource in stack.processes:
        image = resource.inputs.get("image")
        if isinstance(image, str) and _REFERENCE.fullmatch(image) and not image.startswith("sha256:"):
            yield Finding(resource, f"runs {image}, a name and not an id")


def no_image_floats(stack: Stack) -> Iterator[Finding]:
    """A floating tag is another program after the next pull, and no plan shows it."""
    for resource in stack.of(Kind.IMAGE):
        name = str(resource.inputs.get("name"))
        if floats(name):
            yield Finding(resource, f"{name} has no tag, or one that moves")


def production_runs_digests_or_local_images(stack: Stack) -> Iterator[Finding]:
    """A tag is what somebody pushed last; the lab's images are local, and chosen by hand."""
    if needs_digests(stack.deployment):
        for resource in stack.of(Kind.IMAGE):
            name = str(resource.inputs.get("name"))
            # What a stage builds on this engine has an id and no registry.
            if "@sha256:" not in name and not resource.inputs.get("build"):
                yield Finding(resource, f"{name} is a tag and no digest", Severity.WARN)


RESOURCE_RULES: tuple[Invariant, ...] = (
    a_container_runs_an_image_id,
    no_image_floats,
    production_runs_digests_or_local_images,
)

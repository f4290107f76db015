"""Images with equal content but another id, for tests of image changes."""

import secrets
from io import BytesIO

from tests.e2e.installation import Installation


def derived(installation: Installation, reference: str, instructions: str = "") -> str:
    """Build an image that differs only by a label, and so by its id; return its name."""
    name, _, tag = reference.rpartition(":")
    variant = f"{name}:{_mark(installation, tag)}-{secrets.token_hex(4)}"
    file = f"FROM {reference}\nLABEL sorcha.dev/e2e={secrets.token_hex(8)}\n{instructions}\n"
    installation.client.images.build(fileobj=BytesIO(file.encode()), tag=variant, rm=True)
    return variant


def remove_derived(installation: Installation) -> None:
    """Remove the images of this session, and of a killed one."""
    for image in installation.client.images.list():
        for reference in image.tags:
            if f"-{installation.name}-" in reference:
                installation.client.images.remove(reference, force=True)


def _mark(installation: Installation, tag: str) -> str:
    return f"{tag}-{installation.name}"


def broken(installation: Installation, reference: str, program: str) -> str:
    """Build an image whose program logs that it is broken, and exits; return its name."""
    script = r"#!/bin/sh\necho this image is broken >&2\nexit 1\n"
    return derived(
        installation,
        reference,
        f'USER 0\nRUN file=$(command -v {program}) && rm -f "$file" '
        f'&& printf \'{script}\' >"$file" && chmod 755 "$file"',
    )


def image_of(installation: Installation, name: str) -> str:
    """Name of the image of a container."""
    image = installation.container(name).image
    assert image is not None
    return str(image.tags[0])

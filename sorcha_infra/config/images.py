"""Image references of all stacks; a stack file may replace one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter

from sorcha_infra.config.expectations import choice, example, expectation, guess, nearest_name
from sorcha_infra.config.files import UnreadableError, read
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.problems import Problem
from sorcha_infra.domain.quantities import ImageReference
from sorcha_infra.domain.vocabulary import ImageSource
from sorcha_infra.profiles import profiles

_REFERENCE = TypeAdapter[str](ImageReference).json_schema()


class ServiceImages(Model):
    """One reference per service."""

    gateway: ImageReference
    blueprint: ImageReference
    tenant: ImageReference
    wallet: ImageReference
    register_service: Annotated[ImageReference, Field(alias="register")]
    validator: ImageReference
    peer: ImageReference
    ui: ImageReference


class StoreImages(Model):
    """One reference per store."""

    postgres: ImageReference
    mongo: ImageReference
    redis: ImageReference


class ImageSet(Model):
    """References of one source."""

    services: ServiceImages
    stores: StoreImages
    support: dict[str, ImageReference]
    """Images beside services and stores, as the profiles name them."""


class Images(Model):
    """stacks/images.yaml."""

    published: ImageSet
    lab: ImageSet

    def of(self, source: ImageSource) -> ImageSet:
        """References of a source."""
        return self.lab if source is ImageSource.LAB else self.published


def load_images(path: Path) -> Images:
    """Read the file.

    Raises:
        UnreadableError: if it is not a list of images.
    """
    images = read(path, Images)
    if problems := list(_support_problems(images, f"stacks/{path.name}")):
        raise UnreadableError(problems)
    return images


def _support_problems(images: Images, name: str) -> Iterator[Problem]:
    """Images that a platform needs and the file lacks, and images that no platform uses."""
    required_images = {image for profile in profiles() for image in profile.support}
    for source in ImageSource:
        support = images.of(source).support
        for image in sorted(required_images - support.keys()):
            yield Problem(
                path=f"{name}: {source}.support.{image}",
                finding="is missing",
                expected=expectation(_REFERENCE),
                fix=example(_REFERENCE),
            )
        for image in sorted(support.keys() - required_images):
            suggestion = nearest_name(image, sorted(required_images))
            yield Problem(
                path=f"{name}: {source}.support.{image}",
                finding=f"is not a key{guess(suggestion)}",
                expected=choice(sorted(required_images)),
                remove=True,
            )

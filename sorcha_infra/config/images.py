"""Image references: one file for all, a stack file may replace one."""

from pathlib import Path
from typing import Annotated

from pydantic import Field

from sorcha_infra.config.files import read
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import ImageReference
from sorcha_infra.domain.vocabulary import ImageSource, ServiceName, StoreName, SupportName


class ServiceImages(Model):
    """One reference per service."""

    gateway: ImageReference
    blueprint: ImageReference
    tenant: ImageReference
    wallet: ImageReference
    register_: Annotated[ImageReference, Field(alias="register")]
    validator: ImageReference
    peer: ImageReference
    ui: ImageReference

    def __getitem__(self, name: ServiceName) -> str:
        """The reference of a service."""
        found: str = getattr(self, "register_" if name is ServiceName.REGISTER else name.value)
        return found


class StoreImages(Model):
    """One reference per store."""

    postgres: ImageReference
    mongo: ImageReference
    redis: ImageReference

    def __getitem__(self, name: StoreName) -> str:
        """The reference of a store."""
        found: str = getattr(self, name.value)
        return found


class SupportImages(Model):
    """What stands beside the services and the stores."""

    patroni_base: ImageReference
    haproxy: ImageReference
    nginx: ImageReference

    def __getitem__(self, name: SupportName) -> str:
        """The reference of one."""
        found: str = getattr(self, name.name.lower())
        return found


class ImageSet(Model):
    """References of one source."""

    services: ServiceImages
    stores: StoreImages
    support: SupportImages


class Images(Model):
    """stacks/images.yaml."""

    published: ImageSet
    lab: ImageSet

    def of(self, source: ImageSource) -> ImageSet:
        """The references of a source."""
        return self.lab if source is ImageSource.LAB else self.published


def load_images(path: Path) -> Images:
    """Reads the file.

    Raises:
        UnreadableError: where it is not a list of images.
    """
    return read(path, Images)

"""Image references: one file for all, a stack file may replace one."""

from pathlib import Path

import yaml

from sorcha_infra.domain.model import Model
from sorcha_infra.domain.quantities import ImageReference
from sorcha_infra.domain.vocabulary import ImageSource, ServiceName, StoreName


class ImageSet(Model):
    """References of one source, by role."""

    services: dict[ServiceName, ImageReference]
    stores: dict[StoreName, ImageReference]


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
        pydantic.ValidationError: where it is not a list of images.
        OSError: where it cannot be read.
    """
    return Images.model_validate(yaml.safe_load(path.read_text()), strict=False)

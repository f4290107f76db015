"""Images of an installation, each requested once and only if a container uses it."""

from hashlib import sha256
from pathlib import Path

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.vocabulary import StoreName
from sorcha_infra.paths import ROOT
from sorcha_infra.platforms.docker.failures import failure_options


class Images:
    """Images of the stores and their proxies; the image of a service belongs to its pool."""

    def __init__(self, deployment: Deployment, parent: pulumi.Resource, on_error: pulumi.ErrorHook) -> None:
        self._stores = deployment.store_images
        self._support = deployment.support_images
        self._parent = parent
        self._on_error = on_error
        self._ids: dict[StoreName | str, pulumi.Output[str]] = {}

    def reference(self, name: StoreName | str) -> str:
        """Return its reference."""
        return self._stores[name] if isinstance(name, StoreName) else self._support[name]

    def of(self, name: StoreName | str) -> pulumi.Output[str]:
        """Return its id."""
        if name not in self._ids:
            self._ids[name] = image(name, self.reference(name), self._parent, self._on_error)
        return self._ids[name]

    def at(self, role: str, reference: str) -> pulumi.Output[str]:
        """Return the id of an image outside of the lists."""
        return image(role, reference, self._parent, self._on_error)

    def build(self, folder: Path, base: str) -> pulumi.Output[str]:
        """Return the id of an image that the engine builds from a folder of this program, on a base.

        The tag is a digest of the inputs, so that clones and installations share one image.
        """
        reference = self.reference(base)
        inputs = "\n".join(f"{file.name}\n{file.read_text()}" for file in sorted(folder.iterdir()))
        digest = sha256(f"{reference}\n{inputs}".encode()).hexdigest()[:12]
        remote_image = docker.RemoteImage(
            f"{folder.name}-image",
            name=f"sorcha-infra/{folder.name}:{digest}",
            build=docker.RemoteImageBuildArgs(
                # An absolute folder would be a change in every other clone (provider-semantics §10).
                context=str(folder.relative_to(ROOT)),
                build_args={"BASE": reference},
            ),
            triggers={"inputs": digest},
            keep_locally=True,
            opts=failure_options(self._parent, self._on_error),
        )
        return remote_image.image_id


def image(
    role: str, reference: str, parent: pulumi.Resource, on_error: pulumi.ErrorHook
) -> pulumi.Output[str]:
    """Return the id of an image, pulled if missing and never removed from the engine."""
    remote_image = docker.RemoteImage(
        f"{role}-image", name=reference, keep_locally=True, opts=failure_options(parent, on_error)
    )
    return remote_image.image_id

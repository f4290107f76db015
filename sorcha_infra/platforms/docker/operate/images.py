"""Where images come from: the registry where one answers, else, for dev, the lab."""

import subprocess

from sorcha_infra.config.images import load_images
from sorcha_infra.console import UserError, say
from sorcha_infra.domain.vocabulary import ImageSource, StoreName, Tier
from sorcha_infra.paths import LAB, ROOT, STACKS
from sorcha_infra.platforms.docker.engine import Engine


def source(stack: str, tier: Tier, engine: Engine) -> ImageSource:
    """The source for a stack that does not say it.

    Raises:
        UserError: where there is neither a registry nor a tier that may use the lab's images.
    """
    reference = load_images(STACKS / "images.yaml").published.stores.by_key()[StoreName.REDIS]
    say("images: looking for a registry (5 seconds at most)")
    if engine.image_id(reference) is not None or engine.registry_answers(reference, seconds=5):
        return ImageSource.PUBLISHED
    if tier is Tier.DEVELOPMENT:
        say("images: no registry answers the engine")
        return ImageSource.LAB
    raise UserError(
        "the images cannot be had",
        found=f"no registry answers the engine for {reference}",
        next_step="give the engine a registry or mirror; stand-ins are never chosen by themselves "
        f"outside dev (pulumi config set --stack {stack} --path "
        "sorcha:deployment.images.source lab, for tests)",
    )


def build_lab() -> None:
    """Builds the lab's images; those that are up to date are left alone.

    Raises:
        UserError: where that fails.
    """
    if subprocess.run([LAB / "build"], cwd=ROOT, check=False).returncode != 0:
        raise UserError(
            "the lab's images could not be built",
            found="lab/build failed, see above",
            next_step="mend what it says, then make up again",
        )

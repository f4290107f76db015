"""Where images come from: the registry where one answers, else, for dev, the lab."""

import subprocess

from sorcha_infra.config.images import load_images
from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.vocabulary import ImageSource, StoreName, Tier
from sorcha_infra.operate.pulumi_cli import ROOT, Pulumi
from sorcha_infra.operate.tell import OperatorError, say
from sorcha_infra.platforms.docker.engine import Engine


def settle_source(pulumi: Pulumi, engine: Engine, deployment: Deployment) -> None:
    """Decides `images.source` once and remembers it in the stack file.

    Raises:
        OperatorError: where there is neither a registry nor a tier that may use the lab's images.
    """
    chosen: str = deployment.image_source
    if deployment.origins["images.source"].kind is OriginKind.DEFAULT:
        chosen = pulumi.outputs().get("imageSource") or _look(pulumi, engine, deployment.tier)
        pulumi.set("images.source", chosen)
    if chosen == ImageSource.LAB:
        say("images: the lab's, built from Debian packages; Sorcha's services and MongoDB are STAND-INS")
        _build_lab()
    else:
        say("images: the published ones")


def _look(pulumi: Pulumi, engine: Engine, tier: Tier) -> ImageSource:
    reference = load_images(ROOT / "stacks" / "images.yaml").published.stores[StoreName.REDIS]
    say("images: looking for a registry (5 seconds at most)")
    if engine.image_id(reference) is not None or engine.registry_answers(reference, seconds=5):
        return ImageSource.PUBLISHED
    if tier is Tier.DEVELOPMENT:
        say("images: no registry answers the engine")
        return ImageSource.LAB
    raise OperatorError(
        "the images cannot be had",
        found=f"no registry answers the engine for {reference}",
        next_step="give the engine a registry or mirror; stand-ins are never chosen by themselves "
        f"outside dev (pulumi config set --stack {pulumi.stack} --path "
        "sorcha:deployment.images.source lab, for tests)",
    )


def _build_lab() -> None:
    if subprocess.run([ROOT / "tests" / "lab" / "build"], cwd=ROOT, check=False).returncode != 0:
        raise OperatorError(
            "the lab's images could not be built",
            found="tests/lab/build failed, see above",
            next_step="mend what it says, then make up again",
        )

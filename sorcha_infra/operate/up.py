"""`make up`: heal, deploy, and say where Sorcha answers."""

import os
import time

from sorcha_infra import platforms
from sorcha_infra.config.images import load_images
from sorcha_infra.console import UserError, say
from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.vocabulary import ImageSource, StoreName, Tier
from sorcha_infra.operate.configuration import deployment_of
from sorcha_infra.operate.heal import heal
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.summary import summary
from sorcha_infra.operations import Operations
from sorcha_infra.paths import STACKS


def up(stack: str) -> int:
    """Deploys a stack; the exit status.

    Raises:
        UserError: with the obstacle and what to do.
    """
    start = time.monotonic()
    deployment = deployment_of(stack)
    operations = platforms.operations(deployment.platform)
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        pulumi.create()
        say(f"stack {stack} is new in {os.environ.get('PULUMI_BACKEND_URL', 'the back end')}")
    pulumi.unlock()
    operations.check(stack, deployment, pulumi.checkpoint())
    _settle_source(pulumi, operations, deployment)
    deployment = deployment_of(stack)  # with the source that was just settled
    options = heal(pulumi, operations, deployment.installation)
    say("deploying; the stores start first, what users reach last")
    status = pulumi.show("up", "--yes", "--skip-preview", *options)
    if status != 0:
        raise UserError(
            f"stack {stack} is not up",
            finding=f"pulumi up ended with {status}; what it says is above",
            next_step="mend the cause, then make up again: it continues where this stopped",
        )
    print(summary(stack, deployment, pulumi.outputs(), operations, time.monotonic() - start))
    return 0


def _settle_source(pulumi: Pulumi, operations: Operations, deployment: Deployment) -> None:
    """Decides `images.source` once and remembers it in the stack file."""
    source = deployment.image_source
    if deployment.origins["images.source"].kind is OriginKind.DEFAULT:
        earlier_source = pulumi.outputs().get("imageSource")
        source = (
            ImageSource(earlier_source)
            if earlier_source
            else _source(pulumi.stack, operations, deployment.tier)
        )
        pulumi.set("images.source", source)
    if source is ImageSource.LAB:
        say("images: the lab's, built from Debian packages; Sorcha's services and MongoDB are STAND-INS")
    else:
        say("images: the published ones")
    operations.prepare_images(source)


def _source(stack: str, operations: Operations, tier: Tier) -> ImageSource:
    """A registry where one answers, else the lab for dev.

    Raises:
        UserError: where there is neither a registry nor a tier that may use the lab's images.
    """
    reference = load_images(STACKS / "images.yaml").published.stores.by_key()[StoreName.REDIS]
    say("images: looking for a registry (5 seconds at most)")
    if operations.serves(reference):
        return ImageSource.PUBLISHED
    if tier is Tier.DEVELOPMENT:
        say("images: no registry answers the platform")
        return ImageSource.LAB
    raise UserError(
        "the images cannot be had",
        finding=f"no registry answers the platform for {reference}",
        next_step="give the platform a registry or mirror; stand-ins are never chosen by themselves "
        f"outside dev (pulumi config set --stack {stack} --path "
        "sorcha:deployment.images.source lab, for tests)",
    )

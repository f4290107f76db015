"""`make up`: repair, deployment, and the summary with the address."""

import os
import time

from sorcha_infra import platforms
from sorcha_infra.config.images import load_images
from sorcha_infra.console import UserError, result, say
from sorcha_infra.domain.deployment import Deployment, OriginKind
from sorcha_infra.domain.vocabulary import ImageSource, StoreName, Tier
from sorcha_infra.operate.configuration import deployment_of
from sorcha_infra.operate.heal import heal
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.summary import notes, summary
from sorcha_infra.operations import Operations
from sorcha_infra.paths import STACKS


def up(stack: str) -> int:
    """Deploy a stack and return the exit status.

    Raises:
        UserError: if an operator must act.
    """
    start = time.monotonic()
    deployment = deployment_of(stack)
    operations = platforms.operations(deployment.platform)
    pulumi = Pulumi(stack)
    if not pulumi.exists():
        pulumi.create()
        say(f"created stack {stack} in {os.environ.get('PULUMI_BACKEND_URL', 'the back end')}")
    pulumi.unlock()
    operations.check(stack, deployment, pulumi.checkpoint())
    _settle_source(pulumi, operations, deployment)
    deployment = deployment_of(stack)  # with the image source that was just written
    options = heal(pulumi, operations, deployment.installation)
    say("deploying: stores first, the entry point for users last")
    status = pulumi.show("up", "--yes", "--skip-preview", "--suppress-outputs", *options)
    if status != 0:
        raise UserError(
            f"stack {stack}",
            f"is not up. pulumi up ended with {status}; its output is above",
            fix=f"fix the cause and resume from here: make up STACK={stack}",
        )
    outputs = pulumi.outputs()
    for note in notes(deployment, outputs["url"], operations):
        say(note)
    result(summary(stack, deployment, outputs, operations, time.monotonic() - start))
    return 0


def _settle_source(pulumi: Pulumi, operations: Operations, deployment: Deployment) -> None:
    """Choose `images.source` once and write it into the stack file."""
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
        say("images: lab, built from Debian packages; Sorcha's services and MongoDB are STAND-INS")
    else:
        say("images: published")
    operations.prepare_images(source)


def _source(stack: str, operations: Operations, tier: Tier) -> ImageSource:
    """Return the published images if a registry answers, else those of the lab for dev.

    Raises:
        UserError: if no registry answers and the tier has no automatic use of the lab.
    """
    reference = load_images(STACKS / "images.yaml").published.stores.by_key()[StoreName.REDIS]
    say("images: querying the registry (at most 5 s)")
    if operations.serves(reference):
        return ImageSource.PUBLISHED
    if tier is Tier.DEVELOPMENT:
        say("images: no registry answers")
        return ImageSource.LAB
    raise UserError(
        "sorcha:deployment.images.source",
        f"images are not available, because no registry answers for {reference}. "
        "Outside dev, stand-ins are never chosen automatically",
        fix="configure a registry or mirror of the platform. For tests with stand-ins: "
        f"pulumi config set --stack {stack} --path sorcha:deployment.images.source lab",
    )

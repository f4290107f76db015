"""Load → build → export; the only reader of Pulumi's configuration and of the stack's name."""

from pathlib import Path

import pulumi
from pulumi.runtime import config as runtime

from sorcha_infra.components.sorcha import SorchaStack
from sorcha_infra.config.load import Loaded, RefusedError, load
from sorcha_infra.config.report import line, report
from sorcha_infra.domain.notes import notes
from sorcha_infra.domain.promises import promises, summary
from sorcha_infra.domain.secrets import SecretName
from sorcha_infra.platforms.docker.platform import DockerPlatform
from sorcha_infra.platforms.generated import RandomGenerator

_STACKS = Path(__file__).parents[1] / "stacks"


def main() -> None:
    """Builds the stack that Pulumi names."""
    loaded = _load(pulumi.get_stack())
    deployment = loaded.deployment
    stack = SorchaStack(
        deployment,
        _given_secrets(),
        platform=lambda opts: DockerPlatform(deployment, opts),
        generator=RandomGenerator(),
    )
    pulumi.export("url", stack.url)
    pulumi.export("adminEmail", stack.admin_email)
    pulumi.export("adminPassword", stack.admin_password)
    pulumi.export("tier", deployment.tier)
    pulumi.export("platform", deployment.platform)
    pulumi.export("installation", deployment.installation)
    pulumi.export("imageSource", deployment.image_source)
    # One line each: what is exported is printed by every `up`.
    pulumi.export("promises", {one.component: summary(one) for one in promises(deployment)})


def _load(stack: str) -> Loaded:
    values = dict(runtime.CONFIG.get())
    encrypted = {key for key in values if runtime.is_config_secret(key)}
    try:
        loaded = load(stack=stack, values=values, encrypted=encrypted, folder=_STACKS)
    except RefusedError as error:
        raise pulumi.RunError(report(error.problems, stack, f"stacks/Pulumi.{stack}.yaml")) from None
    for warning in loaded.warnings:
        pulumi.log.warn(line(warning, stack))
    for note in notes(loaded.deployment):
        pulumi.log.info(note)
    return loaded


def _given_secrets() -> dict[SecretName, pulumi.Output[str]]:
    config = pulumi.Config()
    found = {name: config.get_secret(name) for name in SecretName}
    return {name: value for name, value in found.items() if value is not None}

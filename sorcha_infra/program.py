"""Load → build → export; the only reader of Pulumi's configuration and of the name of the stack."""

from collections.abc import Mapping

import pulumi
from pulumi.runtime import config as runtime

from sorcha_infra import diagnostics, platforms
from sorcha_infra.components.sorcha import SorchaStack
from sorcha_infra.config.load import Configuration, RefusedError, load
from sorcha_infra.config.report import message, report
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import overview
from sorcha_infra.domain.secrets import PASSWORDS, SECRETS, SecretName
from sorcha_infra.paths import STACKS
from sorcha_infra.platforms.credentials import RandomGenerator
from sorcha_infra.profiles import profile


def main() -> None:
    """Build the current stack."""
    build(_load(pulumi.get_stack()).deployment, _given_secrets())


def build_draft(deployment: Deployment) -> None:
    """Register every resource of a deployment for a plan that is never deployed.

    Placeholders replace the secrets that an operator must set, such as the key of a certificate.
    """
    names = set(SECRETS) - {facts.name for facts in PASSWORDS}
    build(deployment, {name: pulumi.Output.secret("stand-in") for name in names})


def build(deployment: Deployment, given_secrets: Mapping[SecretName, pulumi.Output[str]]) -> None:
    """Register every resource of a deployment, and export its outputs.

    Args:
        deployment: the resolved stack.
        given_secrets: secrets from the operator; all others are generated.
    """
    stack = SorchaStack(
        deployment,
        given_secrets,
        platform=lambda parent: platforms.build(deployment, parent),
        generator=RandomGenerator(),
    )
    pulumi.export("url", stack.url)
    pulumi.export("adminEmail", stack.admin_email)
    pulumi.export("adminPassword", stack.admin_password)
    pulumi.export("tier", deployment.tier)
    pulumi.export("platform", deployment.platform)
    pulumi.export("installation", deployment.installation)
    pulumi.export("imageSource", deployment.image_source)
    pulumi.export("promises", overview(profile(deployment.platform).promises(deployment)))


def _load(stack: str) -> Configuration:
    values = dict(runtime.CONFIG.get())
    encrypted_keys = {key for key in values if runtime.is_config_secret(key)}
    try:
        configuration = load(stack=stack, values=values, encrypted=encrypted_keys, folder=STACKS)
    except RefusedError as error:
        raise diagnostics.refusal(report(error.problems, stack, f"stacks/Pulumi.{stack}.yaml")) from None
    for warning in configuration.warnings:
        diagnostics.problem(message(warning, stack))
    for note in profile(configuration.deployment.platform).notes(configuration.deployment):
        diagnostics.note(note)
    return configuration


def _given_secrets() -> dict[SecretName, pulumi.Output[str]]:
    config = pulumi.Config()
    values = {name: config.get_secret(name) for name in SecretName}
    return {name: value for name, value in values.items() if value is not None}

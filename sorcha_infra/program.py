"""Load → build → export; the only reader of Pulumi's configuration and of the stack's name."""

from collections.abc import Mapping

import pulumi
from pulumi.runtime import config as runtime

from sorcha_infra import platforms
from sorcha_infra.components.sorcha import SorchaStack
from sorcha_infra.config.load import Configuration, RefusedError, load
from sorcha_infra.config.report import line, report
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.promises import summary
from sorcha_infra.domain.secrets import PASSWORDS, SECRETS, SecretName
from sorcha_infra.paths import STACKS
from sorcha_infra.platforms.credentials import RandomGenerator
from sorcha_infra.profiles import profile


def main() -> None:
    """Builds the stack that Pulumi names."""
    build(_load(pulumi.get_stack()).deployment, _given_secrets())


def build_draft(deployment: Deployment) -> None:
    """Registers every resource of a deployment for a plan that is only looked at.

    Text stands in for the secrets that an operator must give, such as the key of a certificate.
    """
    names = set(SECRETS) - {facts.name for facts in PASSWORDS}
    build(deployment, {name: pulumi.Output.secret("stand-in") for name in names})


def build(deployment: Deployment, given_secrets: Mapping[SecretName, pulumi.Output[str]]) -> None:
    """Registers every resource of a deployment, and exports its outputs.

    Args:
        deployment: what is built.
        given_secrets: those that the operator gave; all others are generated.
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
    # One line each: what is exported is printed by every `up`.
    promises = profile(deployment.platform).promises(deployment)
    pulumi.export("promises", {promise.component: summary(promise) for promise in promises})


def _load(stack: str) -> Configuration:
    values = dict(runtime.CONFIG.get())
    encrypted_keys = {key for key in values if runtime.is_config_secret(key)}
    try:
        configuration = load(stack=stack, values=values, encrypted=encrypted_keys, folder=STACKS)
    except RefusedError as error:
        raise pulumi.RunError(report(error.problems, stack, f"stacks/Pulumi.{stack}.yaml")) from None
    for warning in configuration.warnings:
        pulumi.log.warn(line(warning, stack))
    for note in profile(configuration.deployment.platform).notes(configuration.deployment):
        pulumi.log.info(note)
    return configuration


def _given_secrets() -> dict[SecretName, pulumi.Output[str]]:
    config = pulumi.Config()
    values = {name: config.get_secret(name) for name in SecretName}
    return {name: value for name, value in values.items() if value is not None}

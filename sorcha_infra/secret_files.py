"""Strings and files with secrets: pure builders of `domain` applied to Pulumi's Outputs."""

import pulumi

from sorcha_infra.domain.secrets import SecretText
from sorcha_infra.seam import File, Secrets


def derive(secrets: Secrets, text: SecretText) -> pulumi.Output[str]:
    """Return a string with secrets, itself secret."""
    values = pulumi.Output.all(*(secrets[name] for name in text.secrets))
    return pulumi.Output.secret(values.apply(lambda plain: text.render(*plain)))


def secret_file(path: str, content: pulumi.Input[str], *, owner: int = 0) -> File:
    """Return a file that only its owner can read."""
    return File(path=path, content=content, owner=owner)

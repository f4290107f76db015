"""Texts and files made of secrets: where the pure builders of `domain` meet Pulumi's Outputs."""

import pulumi

from sorcha_infra.domain.secrets import SecretText
from sorcha_infra.seam import File, Secrets


def derive(secrets: Secrets, text: SecretText) -> pulumi.Output[str]:
    """A text made of secrets, itself secret."""
    values = pulumi.Output.all(*(secrets[name] for name in text.secrets))
    return pulumi.Output.secret(values.apply(lambda plain: text.render(*plain)))


def secret_file(path: str, content: pulumi.Input[str], *, owner: int = 0) -> File:
    """A file that its owner alone can read."""
    return File(path=path, content=content, owner=owner)

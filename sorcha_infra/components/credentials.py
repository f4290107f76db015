"""All secrets of an installation, given or generated."""

from collections.abc import Mapping

import pulumi

from sorcha_infra.components.base import SorchaComponent
from sorcha_infra.domain.secrets import PASSWORDS, SecretName
from sorcha_infra.seam import Generator, Secrets


class Credentials(SorchaComponent):
    """A generated password for each secret that is a password, protected like the data behind it.

    One is generated even for a given secret. Removal of the given value later must not require the
    deletion of a protected resource.
    """

    def __init__(
        self,
        name: str,
        given_secrets: Mapping[SecretName, pulumi.Output[str]],
        *,
        generator: Generator,
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("app:Credentials", name, {"given": sorted(given_secrets)}, opts)
        options = pulumi.ResourceOptions(parent=self, protect=True)
        generated_secrets = {
            facts.name: generator.password(facts.name, facts.length, options) for facts in PASSWORDS
        }
        self.secrets: Secrets = {**generated_secrets, **given_secrets}
        self.register_outputs({})

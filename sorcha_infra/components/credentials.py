"""Every secret of an installation: what was given, and the rest generated and kept."""

from collections.abc import Mapping

import pulumi

from sorcha_infra.components.base import SorchaComponent
from sorcha_infra.domain.secrets import PASSWORDS, SecretName
from sorcha_infra.seam import Generator, Secrets


class Credentials(SorchaComponent):
    """Makes a password for each secret that is one, protected like the data it opens.

    One is made even where a secret is given: taking the given one away later must not ask for the
    deletion of anything protected.
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

"""The reconciler, which keeps dockets going for every register, including later ones of users."""

from collections.abc import Sequence

import pulumi

from sorcha_infra.components.base import ServiceSite, SorchaComponent
from sorcha_infra.components.jobs import own_account
from sorcha_infra.domain.identities import RECONCILER, VALIDATOR_ID
from sorcha_infra.domain.services import GRPC_PORT
from sorcha_infra.domain.vocabulary import ServiceName, StoreName
from sorcha_infra.seam import ResidentSpec


class Reconciler(SorchaComponent):
    """Process that keeps the validator registered for every register (verified §g, jobs/reconciler.pl).

    It runs in PostgreSQL's image, which has Perl with an HTTP client and a JSON parser, so it needs no
    additional image. It has one secret, that of its service account, and no password of a store.
    Without it submissions wait in the validator's memory, and are lost only if the validator dies
    meanwhile.
    """

    def __init__(
        self,
        site: ServiceSite,
        *,
        after: Sequence[pulumi.Resource],
        opts: pulumi.ResourceOptions | None = None,
    ) -> None:
        super().__init__("app:Reconciler", RECONCILER, {}, opts)
        self.ready = (site.platform.resident(resident(site), self.child(after)),)
        self.register_outputs({})


def resident(site: ServiceSite) -> ResidentSpec:
    """Return the program and its settings."""
    environment, files = own_account(site)
    url = site.surroundings.url
    return ResidentSpec(
        role=RECONCILER,
        tools=StoreName.POSTGRES,
        program="reconciler.pl",
        modules=("Sorcha.pm",),
        round_seconds=90,
        environment={
            **environment,
            "VALIDATOR_ID": VALIDATOR_ID,
            "REGISTER_URL": url(ServiceName.REGISTER),
            "VALIDATOR_URL": url(ServiceName.VALIDATOR),
            "VALIDATOR_GRPC_URL": url(ServiceName.VALIDATOR, GRPC_PORT),
            "WALLET_URL": url(ServiceName.WALLET),
        },
        files=files,
    )

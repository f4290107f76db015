"""How the parts of an installation reach each other."""

from typing import Protocol

from sorcha_infra.domain.vocabulary import ServiceName


class Addresses(Protocol):
    """Host names, as a platform assigns them."""

    def service(self, name: ServiceName) -> str:
        """Host name of a pool, whichever replica answers."""
        ...

    def member(self, name: ServiceName, ordinal: int) -> str:
        """Host name of one replica."""
        ...

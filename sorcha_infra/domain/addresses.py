"""Addresses of the parts of an installation."""

from typing import Protocol

from sorcha_infra.domain.vocabulary import ServiceName


class Addresses(Protocol):
    """Host names of a platform."""

    def service(self, name: ServiceName) -> str:
        """Host name of a pool, for any of its replicas."""
        ...

    def member(self, name: ServiceName, ordinal: int) -> str:
        """Host name of one replica."""
        ...

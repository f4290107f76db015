"""Base of the target of each platform."""

from sorcha_infra.domain.model import Model


class Target(Model):
    """Place where a platform builds a stack; each profile has a subclass."""

    platform: str
    """Name of the platform, as `platform` in the stack file."""

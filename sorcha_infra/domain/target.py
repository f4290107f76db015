"""Where a stack runs: the base of each platform's target."""

from sorcha_infra.domain.model import Model


class Target(Model):
    """What a platform needs to know of the place where it builds; each profile has its own."""

    platform: str
    """Name of the platform, as `platform` in the stack file."""

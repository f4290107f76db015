"""Generated secrets, the same on every platform."""

import pulumi
import pulumi_random as random


class RandomGenerator:
    """Passwords out of the random provider; encrypted in the state, never in an id.

    `RandomBytes` would put its value into its id, in clear.
    """

    def password(self, name: str, length: int, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
        """Letters and digits only: every grammar that they travel in carries them."""
        return random.RandomPassword(name, length=length, special=False, opts=opts).result

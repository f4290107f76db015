"""Options of a resource inside a component: its parent, and what it waits for."""

from collections.abc import Sequence

import pulumi


def waiting(opts: pulumi.ResourceOptions, after: Sequence[pulumi.Resource]) -> pulumi.ResourceOptions:
    """The parent of `opts` and these to wait for, instead of what `opts` waits for."""
    return pulumi.ResourceOptions(parent=opts.parent, depends_on=list(after))

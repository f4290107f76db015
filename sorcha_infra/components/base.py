"""The base of every component: its type, its place in the tree, its inputs in the preview."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi


class SorchaComponent(pulumi.ComponentResource):
    """A node of the tree, whose inputs are its spec, so that a preview shows "replicas 2 → 3"."""

    def __init__(
        self,
        kind: str,
        name: str,
        inputs: Mapping[str, Any],
        opts: pulumi.ResourceOptions | None,
    ) -> None:
        super().__init__(f"sorcha:{kind}", name, dict(inputs), opts)

    def child(self, after: Sequence[pulumi.Resource] = ()) -> pulumi.ResourceOptions:
        """Options of a child that waits for `after`."""
        return pulumi.ResourceOptions(parent=self, depends_on=list(after))

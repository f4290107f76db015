"""What a hook is given of a container: its inputs, as the state has them."""

from collections.abc import Mapping
from typing import Any


def labels_of(inputs: Mapping[str, Any]) -> dict[str, str]:
    """Its labels, by name."""
    return {str(label["label"]): str(label["value"]) for label in inputs.get("labels") or ()}

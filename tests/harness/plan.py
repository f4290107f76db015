"""What a render hands back; it lives with the renderer."""

from sorcha_infra.offline.plan import (
    CONTAINER,
    IMAGE,
    NETWORK,
    PASSWORD,
    STACK,
    VOLUME,
    Plan,
    Resource,
    in_start_order,
)

__all__ = [
    "CONTAINER",
    "IMAGE",
    "NETWORK",
    "PASSWORD",
    "STACK",
    "VOLUME",
    "Plan",
    "Resource",
    "in_start_order",
]

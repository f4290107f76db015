"""What a render hands back; it lives with the renderer."""

from sorcha_infra.offline.plan import (
    CERTIFICATE,
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
    "CERTIFICATE",
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

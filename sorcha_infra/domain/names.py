"""Names: physical `<installation>-<role>-<ordinal>`, network alias `<role>-<ordinal>`."""

LABEL_INSTALLATION = "sorcha.dev/installation"
"""On everything this program makes; clean-up touches nothing without it."""

LABEL_COMPONENT = "app.kubernetes.io/component"
"""What it is part of."""


def member(role: str, ordinal: int) -> str:
    """Logical name and network alias of one member; stable for ever."""
    return f"{role}-{ordinal}"


def physical(installation: str, name: str) -> str:
    """Name on the platform, unique among the installations on it."""
    return f"{installation}-{name}"


def labels(installation: str, component: str) -> dict[str, str]:
    """Labels of everything that belongs to a component of an installation."""
    return {
        LABEL_COMPONENT: component,
        "app.kubernetes.io/instance": installation,
        "app.kubernetes.io/managed-by": "pulumi",
        "app.kubernetes.io/part-of": "sorcha",
        LABEL_INSTALLATION: installation,
    }

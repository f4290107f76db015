"""Names of members: physical `<installation>-<role>-<ordinal>`, network alias `<role>-<ordinal>`."""

LABEL_INSTALLATION = "sorcha.dev/installation"
"""Label of everything that this program creates; clean-up removes nothing without it."""

LABEL_COMPONENT = "app.kubernetes.io/component"
"""Label with the component of a resource."""


def member(role: str, ordinal: int) -> str:
    """Logical name and network alias of one member; it never changes."""
    return f"{role}-{ordinal}"


def physical(installation: str, name: str) -> str:
    """Name on the platform, unique among the installations on it."""
    return f"{installation}-{name}"


def labels(installation: str, component: str) -> dict[str, str]:
    """Labels of each resource of a component."""
    return {
        LABEL_COMPONENT: component,
        "app.kubernetes.io/instance": installation,
        "app.kubernetes.io/managed-by": "pulumi",
        "app.kubernetes.io/part-of": "sorcha",
        LABEL_INSTALLATION: installation,
    }

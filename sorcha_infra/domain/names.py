"""Names: physical `<installation>-<role>-<ordinal>`, network alias `<role>-<ordinal>`."""

LABEL_INSTALLATION = "sorcha.dev/installation"
"""On everything this program makes; clean-up touches nothing without it."""

LABEL_COMPONENT = "app.kubernetes.io/component"
"""What it is part of."""


PROXIES = ("edge", "postgres-proxy", "redis-proxy")
"""Roles of the proxies, in the order of their addresses for life. Each has a volume with settings
that a job, `<role>-settings`, writes again at each change."""


def member(role: str, ordinal: int) -> str:
    """Logical name and network alias of one member; stable for ever."""
    return f"{role}-{ordinal}"


RECORD_BY_HAND = "postgres-record"
"""Says who leads while fail-over is manual; automatic fail-over has no use for it."""


def may_leave(name: str) -> bool:
    """Whether a change that is allowed takes it away: of a member, every one but the first."""
    ordinal = name.rpartition("-")[2]
    return name == RECORD_BY_HAND or (ordinal.isdecimal() and int(ordinal) > 0)


def physical(installation: str, name: str) -> str:
    """Name on the engine, so that two installations can live on one."""
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

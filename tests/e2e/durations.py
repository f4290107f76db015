"""How long the commands took, shown at the end of the run."""

DURATIONS: list[str] = []


def record(title: str, seconds: float, status: int = 0) -> None:
    """Notes a duration."""
    outcome = "" if status == 0 else f"  (exit {status})"
    DURATIONS.append(f"{seconds:6.1f} s  {title}{outcome}")

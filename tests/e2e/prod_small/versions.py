"""Versions of the measured servers."""

import re

from tests.e2e.installation import Installation, run

_COMMANDS = {
    "PostgreSQL": ("postgres-0", "postgres --version"),
    "Patroni": ("postgres-0", "patroni --version"),
    "etcd": ("etcd-0", "etcd --version"),
    "Redis": ("redis-0", "redis-server --version"),
    "HAProxy": ("edge-0", "haproxy -v"),
}


def versions(installation: Installation) -> str:
    """Name and version of each server, as its container reports."""
    entries = []
    for name, (container, command) in _COMMANDS.items():
        output = run(installation.container(container), "bash", "-c", f"{command} 2>&1")
        number = re.search(r"\d+(\.\d+)+", output)
        assert number, f"{command}: {output}"
        entries.append(f"{name} {number.group()}")
    return ", ".join(entries)

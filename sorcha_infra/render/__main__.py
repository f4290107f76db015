"""`python -m <this package> STACK...`, in a tree of the repository: its stacks as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .tree import look


def main(stacks: list[str]) -> None:
    """Writes one list; a program that prints does not get in between."""
    answer, sys.stdout = sys.stdout, sys.stderr
    tree = Path.cwd()
    json.dump([look(tree, stack) for stack in stacks], answer)


if __name__ == "__main__":
    main(sys.argv[1:])

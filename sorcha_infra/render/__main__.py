"""`python -m <this package> STACK...` in a tree of the repository; prints its stacks as JSON."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .tree import look


def main(stacks: list[str]) -> None:
    """Write one list; output of the program goes to standard error."""
    answer, sys.stdout = sys.stdout, sys.stderr
    tree = Path.cwd()
    json.dump([look(tree, stack) for stack in stacks], answer)


if __name__ == "__main__":
    main(sys.argv[1:])

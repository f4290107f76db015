"""`python -m sorcha_infra COMMAND`: read-only questions about the stacks."""

import argparse
import sys

from sorcha_infra.explain import command as explain
from sorcha_infra.review import command as review


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sorcha_infra", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    review.add_to(commands)
    explain.add_to(commands)
    options = parser.parse_args(arguments)
    status: int = options.run(options)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

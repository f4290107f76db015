"""`python -m sorcha_infra.operate up|down|promote`: see `make help`."""

import argparse
import sys

from sorcha_infra.operate.down import down
from sorcha_infra.operate.promote import promote
from sorcha_infra.operate.tell import OperatorError, fail
from sorcha_infra.operate.up import up


def main(arguments: list[str]) -> int:
    """Runs a command; its exit status."""
    parser = argparse.ArgumentParser(prog="sorcha_infra.operate", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("up", "heal what an interrupted run left, deploy, and say where Sorcha answers"),
        ("down", "remove the containers and keep the data with what opens it"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--stack", default="dev", help="name of the stack (default: dev)")
    commands.choices["down"].add_argument(
        "--data", choices=("keep", "delete"), default="keep", help="what to do with the data"
    )
    text = "make a replica of PostgreSQL the primary, where postgres.failover is manual"
    command = commands.add_parser("promote", help=text, description=text)
    command.add_argument("--stack", default="dev", help="name of the stack (default: dev)")
    command.add_argument("member", help="the replica, such as postgres-1")
    asked = parser.parse_args(arguments)
    try:
        if asked.command == "promote":
            return promote(asked.stack, asked.member)
        return up(asked.stack) if asked.command == "up" else down(asked.stack, asked.data == "delete")
    except OperatorError as error:
        return fail(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

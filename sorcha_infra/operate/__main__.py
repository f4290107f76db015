"""`python -m sorcha_infra.operate up|down|promote`, described by `make help`."""

import argparse
import sys

from sorcha_infra import platforms
from sorcha_infra.console import UserError, fail
from sorcha_infra.operate.down import down
from sorcha_infra.operate.pulumi_cli import Pulumi
from sorcha_infra.operate.up import up


def promote(stack: str, member: str) -> int:
    """Promote a replica of PostgreSQL to primary and return the exit status."""
    pulumi = Pulumi(stack)
    platforms.operations(pulumi.platform()).promote(stack, pulumi.installation(), member)
    return 0


def main(arguments: list[str]) -> int:
    """Run a command and return its exit status."""
    parser = argparse.ArgumentParser(prog="sorcha_infra.operate", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, text in (
        ("up", "repair the leftovers of an interrupted run, deploy, and print the address"),
        ("down", "remove the processes, and keep the data and its secrets"),
        ("promote", "promote a replica of PostgreSQL to primary, for postgres.failover manual"),
    ):
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--stack", default="dev", help="name of the stack (default: dev)")
    commands.choices["down"].add_argument(
        "--data",
        choices=("keep", "delete"),
        default="keep",
        help="whether to keep or delete the data (default: keep)",
    )
    commands.choices["promote"].add_argument("member", help="the replica, such as postgres-1")
    options = parser.parse_args(arguments)
    try:
        match options.command:
            case "up":
                return up(options.stack)
            case "down":
                return down(options.stack, options.data == "delete")
            case _:
                return promote(options.stack, options.member)
    except UserError as error:
        return fail(error)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

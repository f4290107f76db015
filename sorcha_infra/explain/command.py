"""`python -m sorcha_infra explain`: promises, values and topology of a stack, and the effect of a loss."""

import argparse
import json
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sorcha_infra import console
from sorcha_infra.config.load import Examination, examine, read_defaults
from sorcha_infra.config.report import report
from sorcha_infra.config.stack_file import StackFile, stack_file
from sorcha_infra.console import UserError, fail
from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.loss import Outcome, UnknownNodeError, lose
from sorcha_infra.domain.promises import plain
from sorcha_infra.explain import document, losses
from sorcha_infra.explain.mermaid import mermaid
from sorcha_infra.explain.pages.rules import matrix
from sorcha_infra.explain.survey import survey
from sorcha_infra.explain.svg import svg
from sorcha_infra.explain.values import values
from sorcha_infra.paths import STACKS
from sorcha_infra.profiles import profile

SUCCESS, UNUSABLE = 0, 2

_ABOUT = """Print the promises of a stack (copies, tolerated failures, failure domains, recovery time, losses,
tests), its values with their origin, ports, volumes and topology. Reads the stack file only, without
engine, state, secrets or network."""

_AFTER = f"""exit status:
  {SUCCESS}  done
  {UNUSABLE}  unknown stack, stack file with problems, or unknown member or volume

examples:
  python -m sorcha_infra explain --stack prod-small
  python -m sorcha_infra explain --stack prod-small --lose postgres-0
  python -m sorcha_infra explain --stack prod-small --lose mongo-0 --lose mongo-1 --lose volume:mongo-2
  python -m sorcha_infra explain --stack prod-small --lose machine
  python -m sorcha_infra explain --stack prod-small --as svg > prod-small.svg
  python -m sorcha_infra explain --rules"""

FORMATS = ("text", "markdown", "mermaid", "svg", "json")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Register the command."""
    parser = commands.add_parser(
        "explain",
        help="print promises, values and topology of a stack, and the effect of a loss",
        description=_ABOUT,
        epilog=_AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--stack", default="dev", metavar="NAME", help="name of the stack (default: dev)")
    parser.add_argument(
        "--lose",
        action="append",
        default=[],
        metavar="NODE",
        help="simulate the loss of a member, volume:<name>, machine or zone; repeatable",
    )
    parser.add_argument(
        "--as", dest="form", choices=FORMATS, default="text", help="output format (default: text)"
    )
    parser.add_argument("--rules", action="store_true", help="print the rules and their gates")
    parser.add_argument(
        "--stacks", type=Path, default=STACKS, metavar="DIR", help="folder of the stack files"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Run the command and return its exit status."""
    try:
        text = matrix() if arguments.rules else _text(arguments)
    except UserError as error:
        return fail(error, UNUSABLE)
    console.document(text)
    return SUCCESS


def _text(arguments: argparse.Namespace) -> str:
    defaults = read_defaults(arguments.stacks)
    file = stack_file(arguments.stacks, arguments.stack)
    examination = examine(stack=file.stack, values=file.plain, encrypted=file.encrypted, defaults=defaults)
    deployment = examination.deployment
    if deployment is None or defaults.table is None:
        raise _unresolved(file, examination)
    inventory = survey(deployment)
    try:
        outcome = lose(inventory, arguments.lose)
    except UnknownNodeError as error:
        raise losses.unknown_node(error) from None
    match arguments.form:
        case "mermaid":
            return mermaid(inventory)
        case "svg":
            return svg(inventory, outcome.lost_members)
        case "json":
            return json.dumps(_data(deployment, inventory, outcome), indent=2, ensure_ascii=False) + "\n"
    if arguments.lose:
        return losses.summary(inventory, arguments.lose, outcome)
    wide = arguments.form == "markdown"
    return document.stack(file.stack, deployment, inventory, defaults.table, examination.problems, wide=wide)


def _unresolved(file: StackFile, examination: Examination) -> UserError:
    return UserError(
        file.name,
        "cannot be resolved",
        details=(report(examination.problems, file.stack, file.name),),
        fix="run the commands above, then this command again",
    )


def _data(deployment: Deployment, inventory: Inventory, outcome: Outcome) -> Mapping[str, Any]:
    """The same as JSON data."""
    return {
        "tier": deployment.tier,
        "installation": deployment.installation,
        "promises": plain(profile(deployment.platform).promises(deployment)),
        "values": [asdict(value) for value in values(deployment)],
        "parts": [
            {
                "name": part.name,
                "purpose": part.purpose,
                "members": part.members,
                "quorum": part.quorum,
                "needs": part.needs,
                "addresses": part.addresses,
                "ports": [asdict(port) for port in part.ports],
            }
            for part in inventory.parts
        ],
        "volumes": [asdict(volume) for volume in inventory.volumes],
        "domains": [asdict(domain) for domain in inventory.domains],
        "loss": {
            "lost": outcome.lost_members,
            "reachable": outcome.reachable,
            "dataLost": outcome.lost_data,
            "parts": [
                {
                    "name": standing.part.name,
                    "state": standing.state,
                    "why": standing.reason,
                    "pause": standing.pause,
                }
                for standing in outcome.standings
            ],
        },
    }

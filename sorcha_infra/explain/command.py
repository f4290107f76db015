"""`python -m sorcha_infra explain`: what a stack is, what it survives, what is left after a loss."""

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sorcha_infra.config.files import UnreadableError, plain_values
from sorcha_infra.config.load import Defaults, Examined, examine, read_defaults
from sorcha_infra.config.report import report
from sorcha_infra.domain.layout import Layout, Outcome, UnknownNodeError, layout, lose
from sorcha_infra.domain.promises import plain, promises
from sorcha_infra.explain import document, gates, losses
from sorcha_infra.explain.mermaid import mermaid
from sorcha_infra.explain.svg import svg
from sorcha_infra.explain.values import values
from sorcha_infra.review.terminal import coloured

STACKS = Path(__file__).parents[2] / "stacks"

TOLD, UNUSABLE = 0, 2

_ABOUT = """What a stack is and what is true of it: what was asked for and what is given, what that survives
and what not, who proves it, each value and who settled it, failure domains, ports, volumes, topology.
Works from the stack file alone: without engine, state, secrets or network."""

_AFTER = f"""exit status:
  {TOLD}  told
  {UNUSABLE}  there is no such stack file, it cannot be resolved, or nothing of that name is part of it

examples:
  python -m sorcha_infra explain --stack prod-small
  python -m sorcha_infra explain --stack prod-small --lose postgres-0
  python -m sorcha_infra explain --stack prod-small --lose etcd-0 --lose etcd-1 --lose volume:mongo-2
  python -m sorcha_infra explain --stack prod-small --lose machine
  python -m sorcha_infra explain --stack prod-small --as svg > prod-small.svg
  python -m sorcha_infra explain --rules"""

FORMATS = ("text", "markdown", "mermaid", "svg", "json")


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Makes the command known."""
    parser = commands.add_parser(
        "explain",
        help="what a stack is, what it survives, what is left after a loss",
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
        help="simulate its loss: a container, volume:<name>, machine or zone; may be repeated",
    )
    parser.add_argument(
        "--as", dest="form", choices=FORMATS, default="text", help="how to say it (default: text)"
    )
    parser.add_argument("--rules", action="store_true", help="print which rule is judged at which gate")
    parser.add_argument(
        "--stacks", type=Path, default=STACKS, metavar="DIR", help="where the stack files lie"
    )
    parser.set_defaults(run=run)


class _UnusableError(Exception):
    """The input cannot be used; its text says why and what to do."""


def run(asked: argparse.Namespace) -> int:
    """Runs the command; its exit status."""
    try:
        text = gates.matrix() if asked.rules else _told(asked)
    except _UnusableError as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    colours = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    sys.stdout.write(coloured(text) if colours else text)
    return TOLD


def _told(asked: argparse.Namespace) -> str:
    defaults = read_defaults(asked.stacks)
    examined = _examined(asked.stack, asked.stacks, defaults)
    deployment = examined.deployment
    if deployment is None or defaults.table is None:
        raise _UnusableError(report(examined.problems, asked.stack, f"stacks/Pulumi.{asked.stack}.yaml"))
    found = layout(deployment)
    try:
        outcome = lose(found, asked.lose)
    except UnknownNodeError as error:
        raise _UnusableError(losses.unknown(error)) from None
    match asked.form:
        case "mermaid":
            return mermaid(found)
        case "svg":
            return svg(found, outcome.lost)
        case "json":
            return json.dumps(_data(examined, found, outcome), indent=2, ensure_ascii=False) + "\n"
    if asked.lose:
        return losses.told(found, asked.lose, outcome)
    return document.stack(
        asked.stack, deployment, found, defaults.table, examined.problems, wide=asked.form == "markdown"
    )


def _examined(stack: str, folder: Path, defaults: Defaults) -> Examined:
    """What the stack file says."""
    file = folder / f"Pulumi.{stack}.yaml"
    if not file.exists():
        there = ", ".join(sorted(path.name.split(".")[1] for path in folder.glob("Pulumi.*.yaml")))
        raise _UnusableError(
            f"error: there is no stack file for {stack}\n  found: no {file.name} in {folder.name}/\n"
            f"  allowed: {there}\n  next:  python -m sorcha_infra explain --stack <one of these>"
        )
    try:
        given = plain_values(file)
    except UnreadableError as error:
        raise _UnusableError(report(error.problems, stack, f"stacks/{file.name}")) from None
    return examine(stack=stack, values=given, encrypted=(), defaults=defaults)


def _data(examined: Examined, found: Layout, outcome: Outcome) -> Mapping[str, Any]:
    """The same for machines."""
    deployment = examined.deployment
    assert deployment is not None
    return {
        "tier": deployment.tier,
        "installation": deployment.installation,
        "promises": plain(promises(deployment)),
        "values": [asdict(value) for value in values(deployment)],
        "parts": [
            {
                "name": part.name,
                "kind": part.kind,
                "members": part.members,
                "quorum": part.quorum,
                "needs": part.needs,
                "addresses": part.addresses,
                "ports": [asdict(port) for port in part.ports],
            }
            for part in found.parts
        ],
        "volumes": [asdict(volume) for volume in found.volumes],
        "domains": [asdict(domain) for domain in found.domains],
        "loss": {
            "lost": outcome.lost,
            "reachable": outcome.reachable,
            "dataLost": outcome.data_lost,
            "parts": [
                {"name": one.part.name, "state": one.state, "why": one.why, "pause": one.pause}
                for one in outcome.standings
            ],
        },
    }

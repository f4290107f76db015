"""`python -m sorcha_infra review`: what a pull request does to each stack."""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.console import UserError, coloured, fail
from sorcha_infra.domain.change import Change, Presence
from sorcha_infra.domain.promises import by_role
from sorcha_infra.paths import ROOT
from sorcha_infra.profiles import profile
from sorcha_infra.review import offline, trees
from sorcha_infra.review.judge import Judged, in_order, judged
from sorcha_infra.review.markdown import comment
from sorcha_infra.review.preview import read

NOTHING_TO_APPROVE, UNUSABLE, NEEDS_APPROVAL = 0, 2, 3

_ABOUT = """What a change does to each stack: a verdict per tier, the reasons first, as one Markdown comment.

It reads previews (`pulumi preview --json --stack dev > dev.json`), or compares this tree with the one it
began from, without engine, state, secrets or network (--base), or both: then the previews count for the
stacks that they are of, unless a stack was never deployed where the preview was made."""

_AFTER = f"""exit status:
  {NOTHING_TO_APPROVE}  nothing that needs an explicit approval
  {UNUSABLE}  the input cannot be used; standard error says why and what to do
  {NEEDS_APPROVAL}  something needs an explicit approval: data, keys, quorum, identity, secrets, a deviation

examples:
  python -m sorcha_infra review --base origin/main
  python -m sorcha_infra review dev.json prod-small.json
  python -m sorcha_infra review --base origin/main dev.json --output comment.md"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Makes the command known."""
    parser = commands.add_parser(
        "review",
        help="what a pull request does to each stack",
        description=_ABOUT,
        epilog=_AFTER,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "previews", nargs="*", type=Path, metavar="PREVIEW", help="output of `pulumi preview --json`"
    )
    parser.add_argument("--base", metavar="REF", help="branch, tag or commit to compare with, offline")
    parser.add_argument(
        "--stack", action="append", default=[], metavar="NAME", help="only this stack; may be repeated"
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="write there; an empty file where there is nothing to tell",
    )
    parser.set_defaults(run=run)


def run(asked: argparse.Namespace) -> int:
    """Runs the command; its exit status."""
    try:
        stacks = review(ROOT, asked.previews, asked.base, asked.stack)
        _write(comment(stacks), asked.output)
    except UserError as error:
        return fail(error, UNUSABLE)
    return NEEDS_APPROVAL if any(one.needs_approval for one in stacks) else NOTHING_TO_APPROVE


def review(
    root: Path, previews: Sequence[Path], base: str | None, only: Sequence[str] = ()
) -> tuple[Judged, ...]:
    """All stacks, judged, the worst first.

    Raises:
        UserError: where the input cannot be used.
    """
    found = _previewed(root, previews)
    if base is not None:
        for stack, change in _compared(root, base, only).items():
            found[stack] = _joined(found.get(stack), change)
    found = offline.with_namesakes(found)
    chosen = [change for stack, change in found.items() if not only or stack in only]
    if not chosen:
        raise UserError(
            "there is nothing to review",
            found=f"no stack {', '.join(only)}" if only else "neither a preview nor --base",
            next_step="python -m sorcha_infra review --base origin/main, or --help",
        )
    return in_order(map(judged, chosen))


def _previewed(root: Path, previews: Sequence[Path]) -> dict[str, Change]:
    found: dict[str, Change] = {}
    defaults = read_defaults(root / "stacks")
    for path in previews:
        change, values = read(path)
        if change.stack in found:
            raise UserError(
                f"{path} is a second preview of stack {change.stack}",
                found="two files of one stack",
                next_step="give one preview for each stack",
            )
        spec = examine(stack=change.stack, values=values, encrypted=(), defaults=defaults).deployment
        if spec is not None:
            promises = by_role(profile(spec.platform).promises(spec))
            after = spec.model_dump(mode="json", by_alias=True)
            change = replace(change, after=after, promises_after=promises)
        found[change.stack] = change
    return found


def _compared(root: Path, ref: str, only: Sequence[str]) -> dict[str, Change]:
    with ExitStack() as opened:
        tree = opened.enter_context(trees.base(root, ref))
        names = [[name for name in trees.stacks(one) if not only or name in only] for one in (tree, root)]
        before, after = trees.looked([(tree, names[0]), (root, names[1])])
    return {
        stack: offline.change(stack, before.get(stack), after.get(stack))
        for stack in sorted(before.keys() | after.keys())
    }


def _joined(preview: Change | None, compared: Change) -> Change:
    """What is deployed counts, with what only the two trees know: the files, and the base."""
    if preview is None or preview.presence is Presence.NEW:
        return compared
    return replace(
        preview,
        before=compared.before,
        after=compared.after or preview.after,
        promises_before=compared.promises_before,
        promises_after=compared.promises_after or preview.promises_after,
        presence=compared.presence if compared.presence is Presence.DELETED else preview.presence,
        refused=preview.refused or compared.refused,
        refused_before=compared.refused_before,
        secrets=compared.secrets,
        warnings=compared.warnings,
        warnings_before=compared.warnings_before,
        identities=compared.identities,
    )


def _write(text: str, output: Path | None) -> None:
    if output is not None:
        try:
            output.write_text(text)
        except OSError as error:
            raise UserError(
                f"{output} cannot be written", found=str(error.strerror), next_step="choose another --output"
            ) from None
    elif not text:
        print("no stack changes", file=sys.stderr)
    elif not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        sys.stdout.write(text)
    else:
        sys.stdout.write(coloured(text))

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
from sorcha_infra.review.judge import Judgement, in_order, judge
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


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; its exit status."""
    try:
        stacks = review(ROOT, arguments.previews, arguments.base, arguments.stack)
        _write(comment(stacks), arguments.output)
    except UserError as error:
        return fail(error, UNUSABLE)
    return NEEDS_APPROVAL if any(judgement.needs_approval for judgement in stacks) else NOTHING_TO_APPROVE


def review(
    root: Path, previews: Sequence[Path], base: str | None, stack_names: Sequence[str] = ()
) -> tuple[Judgement, ...]:
    """All stacks, judged, the worst first.

    Raises:
        UserError: where the input cannot be used.
    """
    changes = _preview_changes(root, previews)
    if base is not None:
        for stack, change in _tree_changes(root, base, stack_names).items():
            changes[stack] = _join(changes.get(stack), change)
    changes = offline.with_namesakes(changes)
    selection = [change for stack, change in changes.items() if not stack_names or stack in stack_names]
    if not selection:
        raise UserError(
            "there is nothing to review",
            finding=f"no stack {', '.join(stack_names)}" if stack_names else "neither a preview nor --base",
            next_step="python -m sorcha_infra review --base origin/main, or --help",
        )
    return in_order(map(judge, selection))


def _preview_changes(root: Path, previews: Sequence[Path]) -> dict[str, Change]:
    changes: dict[str, Change] = {}
    defaults = read_defaults(root / "stacks")
    for path in previews:
        change, values = read(path)
        if change.stack in changes:
            raise UserError(
                f"{path} is a second preview of stack {change.stack}",
                finding="two files of one stack",
                next_step="give one preview for each stack",
            )
        spec = examine(stack=change.stack, values=values, encrypted=(), defaults=defaults).deployment
        if spec is not None:
            promises = by_role(profile(spec.platform).promises(spec))
            after = spec.model_dump(mode="json", by_alias=True)
            change = replace(change, after=after, promises_after=promises)
        changes[change.stack] = change
    return changes


def _tree_changes(root: Path, ref: str, stack_names: Sequence[str]) -> dict[str, Change]:
    with ExitStack() as contexts:
        tree = contexts.enter_context(trees.base(root, ref))
        names = [
            [name for name in trees.stacks(folder) if not stack_names or name in stack_names]
            for folder in (tree, root)
        ]
        before, after = trees.renderings([(tree, names[0]), (root, names[1])])
    return {
        stack: offline.change(stack, before.get(stack), after.get(stack))
        for stack in sorted(before.keys() | after.keys())
    }


def _join(preview: Change | None, comparison: Change) -> Change:
    """What is deployed counts, with what only the two trees know: the files, and the base."""
    if preview is None or preview.presence is Presence.NEW:
        return comparison
    return replace(
        preview,
        before=comparison.before,
        after=comparison.after or preview.after,
        promises_before=comparison.promises_before,
        promises_after=comparison.promises_after or preview.promises_after,
        presence=comparison.presence if comparison.presence is Presence.DELETED else preview.presence,
        refusal=preview.refusal or comparison.refusal,
        refusal_before=comparison.refusal_before,
        secrets=comparison.secrets,
        warnings=comparison.warnings,
        warnings_before=comparison.warnings_before,
        identities=comparison.identities,
    )


def _write(text: str, output: Path | None) -> None:
    if output is not None:
        try:
            output.write_text(text)
        except OSError as error:
            raise UserError(
                f"{output} cannot be written",
                finding=str(error.strerror),
                next_step="choose another --output",
            ) from None
    elif not text:
        print("no stack changes", file=sys.stderr)
    elif not sys.stdout.isatty() or "NO_COLOR" in os.environ:
        sys.stdout.write(text)
    else:
        sys.stdout.write(coloured(text))

"""The command `python -m sorcha_infra review`: the effect of a pull request on each stack."""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from sorcha_infra.config.load import examine, read_defaults
from sorcha_infra.console import UserError, document, fail, report
from sorcha_infra.domain.change import Change, Presence
from sorcha_infra.domain.promises import by_role
from sorcha_infra.paths import ROOT
from sorcha_infra.profiles import profile
from sorcha_infra.review import offline, trees
from sorcha_infra.review.judge import Judgement, in_order, judge
from sorcha_infra.review.markdown import comment
from sorcha_infra.review.preview import read

NOTHING_TO_APPROVE, UNUSABLE, NEEDS_APPROVAL = 0, 2, 3

_ABOUT = """Report the effect of a change on each stack, as one Markdown comment: verdict per tier, reasons.

It reads previews (`pulumi preview --json --stack dev > dev.json`), or compares this tree with its merge base
without engine, state, secrets or network (--base), or both. A preview has precedence for its stack, unless
the stack is not deployed in the state that it was compared with."""

_AFTER = f"""exit status:
  {NOTHING_TO_APPROVE}  no explicit approval needed
  {UNUSABLE}  the input is not usable; standard error has the problem and the fix
  {NEEDS_APPROVAL}  an explicit approval is needed (data, keys, quorum, identity, secrets, a deviation)

examples:
  python -m sorcha_infra review --base origin/main
  python -m sorcha_infra review dev.json prod-small.json
  python -m sorcha_infra review --base origin/main dev.json --output comment.md"""


def add_to(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Registers the command."""
    parser = commands.add_parser(
        "review",
        help="effect of a pull request on each stack",
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
        help="write the comment to FILE; empty without changes",
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
    """Judgements of all stacks, the worst first.

    Raises:
        UserError: if the input is not usable.
    """
    changes = _preview_changes(root, previews)
    if base is not None:
        for stack, change in _tree_changes(root, base, stack_names).items():
            changes[stack] = _join(changes.get(stack), change)
    changes = offline.with_namesakes(changes)
    selection = [change for stack, change in changes.items() if not stack_names or stack in stack_names]
    if not selection:
        if stack_names:
            raise UserError(
                f"--stack {', '.join(stack_names)}",
                "matches no stack of the input",
                expected="a stack of a preview, or with --base a stack file",
                fix="python -m sorcha_infra review --base origin/main",
            )
        raise UserError(
            "review",
            "has no input",
            expected="a preview or --base",
            fix="python -m sorcha_infra review --base origin/main",
        )
    return in_order(map(judge, selection))


def _preview_changes(root: Path, previews: Sequence[Path]) -> dict[str, Change]:
    changes: dict[str, Change] = {}
    defaults = read_defaults(root / "stacks")
    for path in previews:
        change, values = read(path)
        if change.stack in changes:
            raise UserError(
                str(path),
                f"is a second preview of stack {change.stack}",
                expected="one preview per stack",
                fix="remove one of the two files from the command",
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
    """A preview of a deployed stack has precedence; files and base come from the comparison."""
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
                str(output), f"cannot be written ({error.strerror})", fix="choose another file for --output"
            ) from None
    elif text:
        document(text)
    else:
        report("no stack changes")

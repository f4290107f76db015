"""What is left after a loss, for people."""

from collections.abc import Iterator

from sorcha_infra.console import UserError
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.loss import Outcome, State, UnknownNodeError


def summary(inventory: Inventory, names: list[str], outcome: Outcome) -> str:
    """As Markdown: verdict, parts that changed, what does not work, data."""
    return "\n".join(_lines(inventory, names, outcome)) + "\n"


def unknown(error: UnknownNodeError) -> UserError:
    """A name that is no node of the stack."""
    near = f"; did you mean {error.near}?" if error.near else ""
    return UserError(
        f"{error.name} is no part of this stack{near}",
        found=f"{error.name}, allowed: {', '.join(error.known)}",
        next_step="python -m sorcha_infra explain --stack <stack> --lose <one of these>",
    )


def _lines(inventory: Inventory, names: list[str], outcome: Outcome) -> Iterator[str]:
    yield f"## {inventory.installation} without {', '.join(names)}"
    yield ""
    yield f"**{_verdict(outcome)}**"
    yield ""
    changed = [one for one in outcome.standings if one.state is not State.WHOLE]
    if changed:
        yield "| part | afterwards | why | until it works |"
        yield "|---|---|---|---|"
        for one in changed:
            yield f"| {one.part.name} | {one.state} | {one.why} | {_until(one.pause, one.state)} |"
        yield ""
    whole = [one.part.name for one in outcome.standings if one.state is State.WHOLE]
    yield f"Untouched: {', '.join(whole) or 'nothing'}."
    away = [one for one in outcome.standings if not one.state.works]
    if away:
        yield ""
        yield "Does not work:"
        yield from (f"- {one.part.name}: {one.part.promise.away}" for one in away)
    if outcome.gone:
        yield ""
        yield "Volumes:"
        yield from (f"- {line}" for line in _data(outcome))


def _verdict(outcome: Outcome) -> str:
    lost = "; data is lost" if outcome.data_lost else "; no data is lost"
    if not outcome.reachable:
        return f"Nothing works: no request comes in{lost}."
    away = [one.part.name for one in outcome.standings if not one.state.works]
    if away:
        return f"Some of it does not work: {', '.join(away)}{lost}."
    pauses = [one.pause for one in outcome.standings if one.pause]
    if pauses:
        return f"All of it works, after at most {max(pauses)} s{lost}."
    return f"All of it works{lost}."


def _until(pause: int | None, state: State) -> str:
    if not state.works:
        return "until it is back: `make up`"
    return "–" if pause is None else "no pause" if pause == 0 else f"at most {pause} s"


def _data(outcome: Outcome) -> Iterator[str]:
    for gone in outcome.gone:
        if not gone.volume.holds:
            yield f"{gone.volume.name}: {gone.volume.again}"
        elif gone.copies:
            yield f"{gone.volume.name}: {gone.copies} other copies; it is filled from them again"
        else:
            yield f"{gone.volume.name}: **lost for good without a backup**: {gone.volume.holds}"

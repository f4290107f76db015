"""The report of a simulated loss, in Markdown."""

from collections.abc import Iterator

from sorcha_infra.console import UserError
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.loss import Outcome, State, UnknownNodeError


def summary(inventory: Inventory, names: list[str], outcome: Outcome) -> str:
    """Return verdict, impaired parts, failed functions and volumes."""
    return "\n".join(_lines(inventory, names, outcome)) + "\n"


def unknown_node(error: UnknownNodeError) -> UserError:
    """Return the message for a name that the stack does not have."""
    suggestion = f"; the nearest name is {error.suggestion}" if error.suggestion else ""
    if not error.known_names:
        return UserError(
            error.name,
            "is not a node of this stack, which is not built yet and has none",
            fix="python -m sorcha_infra explain --stack <stack>",
        )
    return UserError(
        error.name,
        f"is not a node of this stack{suggestion}",
        expected=f"one of {', '.join(error.known_names)}",
        fix="python -m sorcha_infra explain --stack <stack> --lose <node>",
    )


def _lines(inventory: Inventory, names: list[str], outcome: Outcome) -> Iterator[str]:
    yield f"## {inventory.installation} without {', '.join(names)}"
    yield ""
    yield f"**{_verdict(outcome)}**"
    yield ""
    losses = [standing for standing in outcome.standings if standing.state is not State.WHOLE]
    if losses:
        yield "| part | state | reason | recovery |"
        yield "|---|---|---|---|"
        for standing in losses:
            until = _until(standing.pause, standing.state)
            yield f"| {standing.part.name} | {standing.state} | {standing.reason} | {until} |"
        yield ""
    whole_parts = [standing.part.name for standing in outcome.standings if standing.state is State.WHOLE]
    yield f"Unaffected: {', '.join(whole_parts) or 'none'}."
    lost_parts = [standing for standing in outcome.standings if not standing.state.works]
    if lost_parts:
        yield ""
        yield "Failed:"
        yield from (f"- {standing.part.name}: {standing.part.promise.away}" for standing in lost_parts)
    if outcome.volume_losses:
        yield ""
        yield "Volumes:"
        yield from (f"- {line}" for line in _data(outcome))


def _verdict(outcome: Outcome) -> str:
    data_loss = "; data is lost" if outcome.lost_data else "; no data is lost"
    if not outcome.reachable:
        return f"Outage: no request reaches a gateway{data_loss}."
    names = [standing.part.name for standing in outcome.standings if not standing.state.works]
    if names:
        return f"Partial outage: {', '.join(names)}{data_loss}."
    pauses = [standing.pause for standing in outcome.standings if standing.pause]
    if pauses:
        return f"Fully functional after at most {max(pauses)} s{data_loss}."
    return f"Fully functional{data_loss}."


def _until(pause: int | None, state: State) -> str:
    if not state.works:
        return "`make up`"
    return "–" if pause is None else "no pause" if pause == 0 else f"at most {pause} s"


def _data(outcome: Outcome) -> Iterator[str]:
    for loss in outcome.volume_losses:
        if not loss.volume.holds:
            yield f"{loss.volume.name}: {loss.volume.again}"
        elif loss.copies:
            yield f"{loss.volume.name}: {loss.copies} other copies; the member resynchronises from them"
        else:
            yield f"{loss.volume.name}: **permanently lost without a backup**: {loss.volume.holds}"

"""What is left after a loss, for people."""

from collections.abc import Iterator

from sorcha_infra.console import UserError
from sorcha_infra.domain.inventory import Inventory
from sorcha_infra.domain.loss import Outcome, State, UnknownNodeError


def summary(inventory: Inventory, names: list[str], outcome: Outcome) -> str:
    """As Markdown: verdict, parts that changed, what does not work, data."""
    return "\n".join(_lines(inventory, names, outcome)) + "\n"


def unknown_node(error: UnknownNodeError) -> UserError:
    """A name that is no node of the stack."""
    suggestion = f"; did you mean {error.suggestion}?" if error.suggestion else ""
    return UserError(
        f"{error.name} is no part of this stack{suggestion}",
        finding=f"{error.name}, allowed: "
        f"{', '.join(error.known_names) or 'none, because it is not built yet'}",
        next_step="python -m sorcha_infra explain --stack <stack> --lose <one of these>",
    )


def _lines(inventory: Inventory, names: list[str], outcome: Outcome) -> Iterator[str]:
    yield f"## {inventory.installation} without {', '.join(names)}"
    yield ""
    yield f"**{_verdict(outcome)}**"
    yield ""
    losses = [standing for standing in outcome.standings if standing.state is not State.WHOLE]
    if losses:
        yield "| part | afterwards | why | until it works |"
        yield "|---|---|---|---|"
        for standing in losses:
            until = _until(standing.pause, standing.state)
            yield f"| {standing.part.name} | {standing.state} | {standing.reason} | {until} |"
        yield ""
    whole_parts = [standing.part.name for standing in outcome.standings if standing.state is State.WHOLE]
    yield f"Untouched: {', '.join(whole_parts) or 'nothing'}."
    lost_parts = [standing for standing in outcome.standings if not standing.state.works]
    if lost_parts:
        yield ""
        yield "Does not work:"
        yield from (f"- {standing.part.name}: {standing.part.promise.away}" for standing in lost_parts)
    if outcome.volume_losses:
        yield ""
        yield "Volumes:"
        yield from (f"- {line}" for line in _data(outcome))


def _verdict(outcome: Outcome) -> str:
    data_loss = "; data is lost" if outcome.lost_data else "; no data is lost"
    if not outcome.reachable:
        return f"Nothing works: no request comes in{data_loss}."
    names = [standing.part.name for standing in outcome.standings if not standing.state.works]
    if names:
        return f"Some of it does not work: {', '.join(names)}{data_loss}."
    pauses = [standing.pause for standing in outcome.standings if standing.pause]
    if pauses:
        return f"All of it works, after at most {max(pauses)} s{data_loss}."
    return f"All of it works{data_loss}."


def _until(pause: int | None, state: State) -> str:
    if not state.works:
        return "until it is back: `make up`"
    return "–" if pause is None else "no pause" if pause == 0 else f"at most {pause} s"


def _data(outcome: Outcome) -> Iterator[str]:
    for loss in outcome.volume_losses:
        if not loss.volume.holds:
            yield f"{loss.volume.name}: {loss.volume.again}"
        elif loss.copies:
            yield f"{loss.volume.name}: {loss.copies} other copies; it is filled from them again"
        else:
            yield f"{loss.volume.name}: **lost for good without a backup**: {loss.volume.holds}"

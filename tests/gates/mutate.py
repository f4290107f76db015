"""`make mutate`: changes each rule in many small ways, and tells which changes no breach notices."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType

from sorcha_infra.profiles.docker.invariants import INVARIANTS, containers, data, observed, secrets
from sorcha_infra.profiles.docker.invariants import images as planned_images
from sorcha_infra.profiles.docker.invariants import network as planned_network
from sorcha_infra.domain.rules import RULES, credentials, edge, images, platform, services, stores
from tests.gates.breach import Breach
from tests.gates.configuration import CONFIGURATION
from tests.gates.mutants import Mutant, mutants
from tests.gates.observations import OBSERVATIONS, seen
from tests.gates.resources import FINE, RESOURCES
from tests.harness import Plan, render

_OBSERVED = sys.modules["sorcha_infra.profiles.docker.invariants.observed"]

MODULES: tuple[ModuleType, ...] = (
    *(services, stores, edge, platform, images, credentials),
    *(containers, data, secrets, planned_network, planned_images, _OBSERVED),
)

Guard = Callable[[], bool]
"""Whether all is as it must be."""

EQUIVALENT: dict[str, str] = {
    "subnet_holds_the_address_plan: False turned": "told in other words (tests/config/test_error_texts.py)",
}
"""Change → why it makes no difference to what is found."""


@dataclass
class Count:
    """Mutants of one function."""

    all: int = 0
    left: list[Mutant] = field(default_factory=list)


def guards(dev: Plan) -> dict[str, list[Guard]]:
    """Module → what would notice a change in it: all that tests/gates asks of its rules."""
    found: dict[str, list[Guard]] = defaultdict(list)
    for rule in RULES:
        own = CONFIGURATION[rule]
        bad, fine = own.bad, [one.resolved for one in own.fine]
        shown = [one.stack(dev) for one in own.planned]
        whole = Breach().stack(dev)
        for guard in (
            lambda rule=rule, bad=bad: all(one.noticed(rule) for one in bad),
            lambda rule=rule, fine=fine: not any(list(rule(one)) for one in fine),
            lambda rule=rule, shown=shown: all(list(rule(observed(one))) for one in shown),
            lambda rule=rule, whole=whole: not list(rule(observed(whole))),
        ):
            found[rule.__module__].append(guard)
            found[_OBSERVED.__name__].append(guard)
    for breach, look, there in OBSERVATIONS:
        stack = breach.stack(dev)
        found[_OBSERVED.__name__].append(
            lambda stack=stack, look=look, there=there: seen(stack, look) == there  # type: ignore[misc]
        )
    for invariant in INVARIANTS:
        broken = [one.stack(dev) for one in RESOURCES[invariant]]
        silent = [one.stack(dev) for one in (*FINE.get(invariant, ()), Breach())]
        for check in (
            lambda rule=invariant, broken=broken: all(list(rule(one)) for one in broken),
            lambda rule=invariant, silent=silent: not any(list(rule(one)) for one in silent),
        ):
            found[invariant.__module__].append(check)
            if invariant.__module__ == planned_images.__name__:
                found[images.__name__].append(check)
    return found


def survives(mutant: Mutant, asked: list[Guard]) -> bool:
    """Whether nothing notices it."""
    with mutant.alive():
        try:
            return all(guard() for guard in asked)
        except Exception:
            return False


def run() -> dict[str, Count]:
    """Function → its mutants, and those that nothing noticed."""
    asked = guards(render("dev"))
    counts: dict[str, Count] = defaultdict(Count)
    for module in MODULES:
        for mutant in mutants(module):
            name = f"{module.__name__.removeprefix('sorcha_infra.domain.')}.{mutant.function.__name__}"
            count = counts[name]
            count.all += 1
            if mutant.what not in EQUIVALENT and survives(mutant, asked[module.__name__]):
                count.left.append(mutant)
    return counts


def _told(counts: dict[str, Count]) -> Iterator[str]:
    for name, count in counts.items():
        yield f"{count.all - len(count.left):4} of {count.all:3} noticed  {name}"
        yield from (f"        NOT NOTICED  {one.place}  {one.what}" for one in count.left)
    every, left = sum(one.all for one in counts.values()), sum(len(one.left) for one in counts.values())
    yield f"{every} changes of {len(counts)} functions, {left} not noticed"
    yield f"rules that nothing guards: {', '.join(unguarded(counts)) or 'none'}"


def unguarded(counts: dict[str, Count]) -> list[str]:
    """Rules of which no change at all was noticed."""
    return [name for name, count in counts.items() if count.all and len(count.left) == count.all]


def main() -> int:
    """Runs all; 1 where something was not noticed."""
    counts = run()
    print("\n".join(_told(counts)))
    return int(any(one.left for one in counts.values()))


if __name__ == "__main__":
    sys.exit(main())

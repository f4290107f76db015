"""`make mutate`: small changes of each rule, and a report of those that no test notices."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import ModuleType

from sorcha_infra.domain.rules import credentials, edge, images, peer, services, stores
from sorcha_infra.profiles.docker import rules as docker
from sorcha_infra.profiles.docker.invariants import INVARIANTS, containers, data, network, pools, secrets
from sorcha_infra.profiles.docker.invariants import images as image_invariants
from tests.gates.breach import Breach
from tests.gates.configuration import CONFIGURATION
from tests.gates.mutants import Mutant, mutants
from tests.gates.resources import FINE, RESOURCES
from tests.gates.test_at_configuration import RULES
from tests.harness import Plan, render

MODULES: tuple[ModuleType, ...] = (
    *(services, stores, edge, peer, images, credentials, docker),
    *(containers, data, secrets, network, image_invariants, pools),
)

Guard = Callable[[], bool]
"""Check that must hold."""

EQUIVALENT: dict[str, str] = {
    "subnet_fits_address_plan: False turned": "only the text differs (tests/config/test_error_texts.py)",
}
"""Change → reason why the findings stay the same."""


@dataclass
class Count:
    """Mutants of one function."""

    total: int = 0
    survivors: list[Mutant] = field(default_factory=list)


def guards(dev: Plan) -> dict[str, list[Guard]]:
    """Module → all checks of tests/gates of its rules."""
    checks: dict[str, list[Guard]] = defaultdict(list)
    for rule in RULES:
        own = CONFIGURATION[rule]
        bad, fine = own.bad, [settings.resolved_deployment for settings in own.fine]
        for guard in (
            lambda rule=rule, bad=bad: all(settings.is_noticed_by(rule) for settings in bad),
            lambda rule=rule, fine=fine: not any(list(rule(deployment)) for deployment in fine),
        ):
            checks[rule.__module__].append(guard)
    for invariant in INVARIANTS.all:
        bad_stacks = [breach.stack(dev) for breach in RESOURCES[invariant]]
        fine_stacks = [breach.stack(dev) for breach in (*FINE.get(invariant, ()), Breach())]
        for check in (
            lambda rule=invariant, bad_stacks=bad_stacks: all(list(rule(stack)) for stack in bad_stacks),
            lambda rule=invariant, fine_stacks=fine_stacks: (
                not any(list(rule(stack)) for stack in fine_stacks)
            ),
        ):
            checks[invariant.__module__].append(check)
            if invariant.__module__ == image_invariants.__name__:
                checks[images.__name__].append(check)
    return checks


def survives(mutant: Mutant, checks: list[Guard]) -> bool:
    """Whether no check notices it."""
    with mutant.alive():
        try:
            return all(guard() for guard in checks)
        except Exception:
            return False


def run() -> dict[str, Count]:
    """Function → its mutants, and those that no check noticed."""
    checks = guards(render("dev"))
    counts: dict[str, Count] = defaultdict(Count)
    for module in MODULES:
        for mutant in mutants(module):
            name = f"{module.__name__.removeprefix('sorcha_infra.')}.{mutant.function.__name__}"
            count = counts[name]
            count.total += 1
            if mutant.description not in EQUIVALENT and survives(mutant, checks[module.__name__]):
                count.survivors.append(mutant)
    return counts


def _report(counts: dict[str, Count]) -> Iterator[str]:
    for name, count in counts.items():
        yield f"{count.total - len(count.survivors):4} of {count.total:3} noticed  {name}"
        yield from (
            f"        NOT NOTICED  {mutant.place}  {mutant.description}" for mutant in count.survivors
        )
    total = sum(count.total for count in counts.values())
    survivors = sum(len(count.survivors) for count in counts.values())
    yield f"{total} changes of {len(counts)} functions, {survivors} not noticed"
    yield f"rules without a check: {', '.join(unguarded(counts)) or 'none'}"


def unguarded(counts: dict[str, Count]) -> list[str]:
    """Rules without any noticed change."""
    return [name for name, count in counts.items() if count.total and len(count.survivors) == count.total]


def main() -> int:
    """Run all; return 1 if a change was not noticed."""
    counts = run()
    print("\n".join(_report(counts)))
    return int(any(count.survivors for count in counts.values()))


if __name__ == "__main__":
    sys.exit(main())

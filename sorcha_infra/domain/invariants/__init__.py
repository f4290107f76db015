"""What no plan may ask of an engine, as named pure functions with a reason.

Each takes everything that is planned and yields findings; none knows who asks (pytest over the
rendered plan, or the policy pack). One module for each subject; a new one goes into its subject's
`EACH` or `WHOLE`.
"""

from sorcha_infra.domain.invariants import containers, data, images, network, secrets
from sorcha_infra.domain.invariants.invariant import Finding, Invariant
from sorcha_infra.domain.invariants.observed import observed
from sorcha_infra.domain.invariants.planned import Hidden, Planned, Stack, Unknown

EACH: tuple[Invariant, ...] = (
    *containers.EACH,
    *data.EACH,
    *secrets.EACH,
    *network.EACH,
    *images.EACH,
)
"""Those that need to see one resource only."""

WHOLE: tuple[Invariant, ...] = (*secrets.WHOLE, *network.WHOLE)
"""Those that compare resources."""

INVARIANTS = EACH + WHOLE

__all__ = [
    "EACH",
    "INVARIANTS",
    "WHOLE",
    "Finding",
    "Hidden",
    "Invariant",
    "Planned",
    "Stack",
    "Unknown",
    "observed",
]

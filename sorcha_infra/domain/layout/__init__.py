"""What a deployment consists of and what hangs on what; what still works when some of it is lost.

Derived from the resolved deployment alone, so that it needs no engine and no state; a test holds it
against the rendered plan.
"""

from sorcha_infra.domain.layout.build import layout
from sorcha_infra.domain.layout.lose import Outcome, State, UnknownNodeError, lose
from sorcha_infra.domain.layout.parts import Domain, Kind, Layout, Part, Port, Volume

__all__ = [
    "Domain",
    "Kind",
    "Layout",
    "Outcome",
    "Part",
    "Port",
    "State",
    "UnknownNodeError",
    "Volume",
    "layout",
    "lose",
]

"""Record of the origin of each value while a stack is resolved."""

from collections.abc import Collection, Mapping

from sorcha_infra.config.table import Cell
from sorcha_infra.domain.deployment import Origin, OriginKind
from sorcha_infra.domain.model import Model


class Origins:
    """Path below `sorcha:deployment` → origin; and the defaults that deviate from the guide."""

    def __init__(self) -> None:
        self.all: dict[str, Origin] = {}
        self.deviations: dict[str, str] = {}

    def stack_file(self, path: str, detail: str = "") -> None:
        """Record a value of the stack file."""
        self._keep(path, OriginKind.STACK_FILE, detail)

    def table(self, path: str, cell: Cell) -> None:
        """Record a value of the tier's cell."""
        self._keep(path, OriginKind.TABLE, f"{cell.guide!r} ({cell.source})")
        if cell.deviation is not None:
            self.deviations[path] = f"differs from the guide's {cell.guide!r}; {cell.deviation}"

    def default(self, path: str, reason: str = "") -> None:
        """Record a default of this program."""
        self._keep(path, OriginKind.DEFAULT, reason)

    def fields(
        self,
        path: str,
        model: Model,
        *,
        explicit_fields: Collection[str],
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """Record each field of a part; a field that is not explicit is a default."""
        for name, field in type(model).model_fields.items():
            key = f"{path}.{field.alias or name}"
            if name in explicit_fields:
                self.stack_file(key)
            else:
                self.default(key, (reasons or {}).get(name, ""))

    def _keep(self, path: str, kind: OriginKind, detail: str) -> None:
        self.all[path] = Origin(kind=kind, detail=detail)

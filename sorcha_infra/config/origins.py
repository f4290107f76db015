"""Keeps, while a stack is resolved, who settled each value."""

from collections.abc import Collection, Mapping

from sorcha_infra.config.table import Cell
from sorcha_infra.domain.deployment import Origin, OriginKind
from sorcha_infra.domain.model import Model


class Origins:
    """Path below `sorcha:deployment` → who settled it; and where a default leaves the guide."""

    def __init__(self) -> None:
        self.all: dict[str, Origin] = {}
        self.deviations: dict[str, str] = {}

    def stack_file(self, path: str, detail: str = "") -> None:
        """The operator said so."""
        self._keep(path, OriginKind.STACK_FILE, detail)

    def table(self, path: str, cell: Cell) -> None:
        """The tier's cell says so."""
        self._keep(path, OriginKind.TABLE, f"{cell.guide!r} ({cell.source})")
        if cell.deviation is not None:
            self.deviations[path] = f"the guide says {cell.guide!r}: {cell.deviation}"

    def default(self, path: str, reason: str) -> None:
        """Nobody said so."""
        self._keep(path, OriginKind.DEFAULT, reason)

    def fields(
        self,
        path: str,
        model: Model,
        *,
        explicit_fields: Collection[str],
        reasons: Mapping[str, str] | None = None,
    ) -> None:
        """Each field of a part: what was not given stands as this program has it by default."""
        for name, field in type(model).model_fields.items():
            key = f"{path}.{field.alias or name}"
            if name in explicit_fields:
                self.stack_file(key)
            else:
                self.default(key, (reasons or {}).get(name, "unless said otherwise"))

    def _keep(self, path: str, kind: OriginKind, detail: str) -> None:
        self.all[path] = Origin(kind=kind, detail=detail)

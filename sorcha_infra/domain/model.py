"""Base of every model of the configuration, as written and as resolved."""

from typing import Any

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel


class Model(BaseModel):
    """Frozen and strict model without unknown keys; camelCase in files, snake_case in the program."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        use_attribute_docstrings=True,
        hide_input_in_errors=True,
    )

    def by_key(self) -> dict[str, Any]:
        """Key as written in a file → value."""
        fields = type(self).model_fields.items()
        return {field.alias or name: getattr(self, name) for name, field in fields}

"""The JSON schema of a stack file: `python -m sorcha_infra.config.schema` writes it."""

import json
from functools import cache
from typing import Any

from sorcha_infra.config.settings import settings_type
from sorcha_infra.domain.model import Model
from sorcha_infra.domain.secrets import SECRETS
from sorcha_infra.paths import STACKS

FILE = STACKS / "stack.schema.json"


def settings_schema() -> dict[str, Any]:
    """The schema of `sorcha:deployment`; read-only."""
    return _schema(settings_type())


@cache
def _schema(settings: type[Model]) -> dict[str, Any]:
    return settings.model_json_schema(by_alias=True)


def stack_schema() -> dict[str, Any]:
    """The schema of a whole `Pulumi.<stack>.yaml`."""
    deployment = _for_editors(settings_schema())
    definitions = deployment.pop("$defs")
    secret = {
        "type": "object",
        "properties": {
            "secure": {
                "description": "The encrypted value; `pulumi config set --secret` writes it.",
                "type": "string",
            }
        },
        "required": ["secure"],
        "additionalProperties": False,
    }
    secrets = {
        f"sorcha:{name}": {"description": f"Opens {facts.opens}. Generated if not given.", **secret}
        for name, facts in SECRETS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Sorcha stack",
        "type": "object",
        "properties": {
            "config": {
                "description": "Configuration of the stack.",
                "type": "object",
                "properties": {"sorcha:deployment": deployment, **secrets},
                "patternProperties": {"^(?!sorcha:)": {}},
                "additionalProperties": False,
                "required": ["sorcha:deployment"],
            },
            "encryptionsalt": {
                "description": "Belongs to the passphrase; Pulumi writes it.",
                "type": "string",
            },
            "secretsprovider": {"description": "What encrypts the secrets.", "type": "string"},
            "encryptedkey": {"description": "Belongs to the secrets provider.", "type": "string"},
        },
        "required": ["config"],
        "$defs": definitions,
    }


def _for_editors(node: Any) -> Any:  # noqa: ANN401 - any part of a schema
    """Without what only pydantic reads.

    A store may leave its topology to the tier, and then fits several variants: `anyOf`, not
    `oneOf`. Titles made of a key's name and defaults of null say nothing in an editor.
    """
    if isinstance(node, list):
        return [_for_editors(item) for item in node]
    if not isinstance(node, dict):
        return node
    name_maps = {"properties", "$defs"}
    return {
        ("anyOf" if key == "oneOf" else key): (
            {name: _for_editors(child) for name, child in value.items()}
            if key in name_maps
            else _for_editors(value)
        )
        for key, value in node.items()
        if key not in ("discriminator", "title") and not (key == "default" and not value)
    }


def text() -> str:
    """The file's text."""
    return json.dumps(stack_schema(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())

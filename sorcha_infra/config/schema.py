"""The JSON schema of a stack file: `python -m sorcha_infra.config.schema` writes it."""

import json
from pathlib import Path
from typing import Any

from sorcha_infra.config.settings import Settings
from sorcha_infra.domain.secrets import SECRETS

FILE = Path(__file__).parents[2] / "stacks" / "stack.schema.json"


def settings_schema() -> dict[str, Any]:
    """The schema of `sorcha:deployment`."""
    return Settings.model_json_schema(by_alias=True)


def stack_schema() -> dict[str, Any]:
    """The schema of a whole `Pulumi.<stack>.yaml`."""
    deployment = settings_schema()
    definitions = deployment.pop("$defs")
    secret = {
        "type": "object",
        "properties": {"secure": {"type": "string"}},
        "required": ["secure"],
        "additionalProperties": False,
    }
    secrets = {
        f"sorcha:{name}": {**secret, "description": f"Opens {facts.opens}. Generated if not given."}
        for name, facts in SECRETS.items()
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A Sorcha stack",
        "type": "object",
        "properties": {
            "config": {
                "type": "object",
                "properties": {"sorcha:deployment": deployment, **secrets},
                "required": ["sorcha:deployment"],
            },
            "encryptionsalt": {"type": "string"},
            "secretsprovider": {"type": "string"},
        },
        "required": ["config"],
        "$defs": definitions,
    }


def text() -> str:
    """The file's text."""
    return json.dumps(stack_schema(), indent=2) + "\n"


if __name__ == "__main__":
    FILE.write_text(text())

"""`make up` judges the stack file before anything else; what is encrypted there it cannot read."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml

from sorcha_infra.console import UserError
from sorcha_infra.operate import configuration
from sorcha_infra.paths import STACKS
from tests.certificates import pair

HOST = "sorcha.example.com"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(STACKS, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(configuration, "STACKS", tmp_path)
    return tmp_path


def _write(folder: Path, secrets: dict[str, object]) -> None:
    deployment = {
        "tier": "prod-small",
        "platform": "docker",
        "publicUrl": f"https://{HOST}",
        "edge": {"certificate": pair(HOST).chain},
    }
    config = {"sorcha:deployment": deployment, **secrets}
    (folder / "Pulumi.prod-small.yaml").write_text(yaml.safe_dump({"config": config}))


def test_a_certificate_with_an_encrypted_key_may_be_deployed(folder: Path) -> None:
    """The README's way to give a certificate."""
    _write(folder, {"sorcha:edgePrivateKey": {"secure": "v1:opaque"}})
    assert configuration.deployment_of("prod-small").installation == "prod-small"


def test_a_certificate_without_its_key_may_not(folder: Path) -> None:
    _write(folder, {})
    with pytest.raises(UserError) as error:
        configuration.deployment_of("prod-small")
    assert str(error.value).startswith("stacks/Pulumi.prod-small.yaml: has 1 problem; nothing was changed.\n")
    [problem] = error.value.message.details
    assert problem.startswith("sorcha:edgePrivateKey: is missing")
    assert "pulumi config set --stack prod-small --secret sorcha:edgePrivateKey" in problem

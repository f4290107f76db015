"""The command of a refusal fixes it."""

import json
import os
import shutil
import subprocess
from functools import reduce
from pathlib import Path
from typing import Any

import pytest
import yaml

from .pulumi_config import applied, commands, path_keys
from .stacks import FOLDER, dev, examine_stack, refusal_text, refusals, small
from .test_error_texts import PRODUCTION, TEXTS

REFUSALS = [
    *(pytest.param("dev", deployment, id=name) for name, deployment, _ in TEXTS),
    *(pytest.param("prod-small", deployment, id=name) for name, deployment, _ in PRODUCTION),
    pytest.param("My Stack", dev(), id="stack's name"),
    pytest.param(
        "dev", dev(services={"ui": {"resources": {"cpus": "0.5", "memoryMib": 64}}}), id="quoted fraction"
    ),
    pytest.param("dev", dev(services=[]), id="list of services"),
    pytest.param("dev", dev(accept="nothing"), id="accepted text"),
    pytest.param("dev", dev(services={"ui": {"replicas": {}}}), id="mapping of replicas"),
    pytest.param("dev", dev(peer={"seeds": [{"nodeId": "a", "host": "b"}, {"tls": "yes"}]}), id="seed"),
    pytest.param(
        "dev",
        dev(services={"wallet": {"replicas": 8}, "tenant": {"replicas": 50}}),
        id="too many connections",
    ),
    pytest.param("prod-small", small(mongo={"members": 4}, redis={"sentinels": 6}), id="even quorums"),
]


@pytest.mark.parametrize(("stack", "deployment"), REFUSALS)
def test_the_fix_of_a_refusal_fixes_it(stack: str, deployment: Any) -> None:
    """An operator who pastes the commands makes progress, without a loop."""
    for _ in range(4):
        fixes = commands(refusal_text(deployment, stack=stack))
        if not fixes:
            break
        before = {
            problem.path: problem.message for problem in refusals(examine_stack(deployment, stack=stack))
        }
        for command in fixes:
            deployment = applied(deployment, command)
        after = {
            problem.path: problem.message for problem in refusals(examine_stack(deployment, stack=stack))
        }
        assert not before.items() & {
            (path, message) for path, message in after.items() if not message.endswith("is not built yet.")
        }
    messages = [problem.message for problem in refusals(examine_stack(deployment, stack=stack))]
    assert all(message.endswith("is not built yet.") for message in messages), messages


def test_an_acceptance_is_applied() -> None:
    """Two deviations get two entries, behind existing ones."""
    accept = [{"key": "services.blueprint.replicas", "reason": "0123456789"}]
    services = {"blueprint": {"replicas": 2}, "wallet": {"replicas": 2}, "tenant": {"replicas": 1}}
    for deployment in (dev(services=services), dev(services=services, accept=accept)):
        offers = [
            line for line in refusal_text(deployment).splitlines() if "Or accept the deviation: " in line
        ]
        fixes = "\n".join(offers).replace("Or accept the deviation: ", "Fix: ")
        assert refusals(examine_stack(reduce(applied, commands(fixes), deployment))) == []


HABITS = dev(
    services={"gateway": {"replicas": "2"}, "tenant": {"replicas": True}, "ui": {"replicas": []}},
    redis={"topology": 5},
    accept=[{"key": "a"}, {"key": "b"}],
    **{"a b.c": {"d": 1}},
)


def _real(folder: Path, *arguments: str) -> None:
    pulumi = shutil.which("pulumi")
    assert pulumi is not None, "no pulumi on PATH: run `make setup`, then `. ./env.sh`"
    environment = {
        **os.environ,
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": f"file://{folder}",
        "PULUMI_CONFIG_PASSPHRASE": "of a test",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }
    environment.pop("PULUMI_CONFIG_PASSPHRASE_FILE", None)
    subprocess.run(
        [pulumi, *arguments], cwd=folder, env=environment, check=True, capture_output=True, timeout=60
    )


def test_the_real_cli_has_the_habits_that_these_tests_assume(tmp_path: Path) -> None:
    """A quoted number stays quoted; the next index appends; a key with a dot needs quotes."""
    shutil.copy(FOLDER.parent / "Pulumi.yaml", tmp_path)
    file = tmp_path / "stacks" / "Pulumi.dev.yaml"
    file.parent.mkdir()
    _real(tmp_path, "stack", "init", "dev", "--non-interactive")
    head = yaml.safe_load(file.read_text())
    file.write_text(json.dumps({**head, "config": {"sorcha:deployment": HABITS}}))
    simulation: Any = HABITS
    root = "sorcha:deployment"
    for arguments in (
        ["set", "--path", f"{root}.services.gateway.replicas", "3"],
        ["rm", "--path", f"{root}.services.tenant.replicas"],
        ["set", "--path", f"{root}.services.tenant.replicas", "3"],
        ["set", "--path", f"{root}.services.ui.replicas", "1"],
        ["set", "--path", f"{root}.redis.topology", "single"],
        ["set", "--path", "--type", "float", f"{root}.services.ui.resources.cpus", "0.5"],
        ["set", "--path", f"{root}.accept[2].key", "services.blueprint.replicas"],
        ["rm", "--path", f"{root}.accept[0]"],
        ["rm", "--path", f'{root}["a b.c"]'],
    ):
        command = ["pulumi", "config", arguments[0], "--stack", "dev", *arguments[1:]]
        _real(tmp_path, *command[1:])
        simulation = applied(simulation, command)
        real = yaml.safe_load(file.read_text())["config"]["sorcha:deployment"]
        assert json.dumps(real, sort_keys=True) == json.dumps(simulation, sort_keys=True), command


def test_a_path_with_odd_keys_can_be_read_back() -> None:
    assert path_keys('sorcha:deployment.a["b.\\"c"][3].d') == ["a", 'b."c', 3, "d"]

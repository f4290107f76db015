"""No secret is anywhere but in the files of its reader, and in the places of EXPOSURES.

Looked for: engine's records, processes, logs, state, the CLI's own logs, and what `up` prints.
"""

import base64
import json
import os
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from sorcha_infra.domain.secrets import EXPOSURES, PASSWORDS, SecretName
from tests.e2e.dev.conftest import DevDeployment
from tests.e2e.installation import Installation, log
from tests.e2e.sampling import ProcessText, look

pytestmark = pytest.mark.e2e

Spellings = dict[SecretName, set[str]]


@pytest.fixture(scope="module")
def spellings(dev: DevDeployment) -> Spellings:
    """Each secret of the stack, in its possible spellings."""
    export = json.loads(dev.clone.pulumi("stack", "export", "--show-secrets").ok().output)
    resources: list[dict[str, Any]] = export["deployment"]["resources"]
    values = {
        SecretName(r["urn"].rsplit("::", 1)[-1]): plain(r["outputs"]["result"])
        for r in resources
        if r["type"] == "random:index/randomPassword:RandomPassword"
    }
    assert set(values) == {facts.name for facts in PASSWORDS}
    assert all(len(value) >= 24 for value in values.values())
    return {name: spelled(value) for name, value in values.items()}


def plain(secret: Any) -> str:
    """The value in a secret of an export: `--show-secrets` gives its JSON."""
    value = json.loads(secret["plaintext"]) if isinstance(secret, dict) else secret
    assert isinstance(value, str)
    return value


def spelled(value: str) -> set[str]:
    """As it is, for a URL, in hexadecimal, and in base64 at each offset within other text."""
    forms = {value, quote(value, safe=""), value.encode().hex()}
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + value.encode()).decode()
        forms.add(text[4 if offset else 0 : len(text) // 4 * 4 - 4])
    return forms


def leaks(place: str, text: str, spellings: Spellings) -> list[str]:
    """Which secrets a text shows; never the text."""
    return [f"{place}: {name}" for name, forms in spellings.items() if any(form in text for form in forms)]


def test_the_search_finds_a_secret_in_every_spelling() -> None:
    value = "Some/Secret+With=Signs0123456789"
    spellings = {SecretName.REDIS: spelled(value)}
    for text in (
        f"password={value},",
        f"redis://:{quote(value, safe='')}@host",
        *(base64.b64encode(f"{'x' * n}{value}tail".encode()).decode() for n in range(3)),
    ):
        assert leaks("here", text, spellings) == ["here: redisPassword"]
    assert not leaks("here", value[1:], spellings)


def test_none_is_in_the_records_of_the_engine(installation: Installation, spellings: Spellings) -> None:
    api = installation.client.api
    containers = installation.containers()
    records = {name: api.inspect_container(c.id) for name, c in containers.items()}
    records |= {f"image of {name}": api.inspect_image(c.attrs["Image"]) for name, c in containers.items()}
    records |= {name: api.inspect_network(name) for name in installation.networks()}
    records |= {name: api.inspect_volume(name) for name in installation.volumes()}
    assert [
        leak for name, record in records.items() for leak in leaks(name, json.dumps(record), spellings)
    ] == []


def test_none_is_in_a_log(installation: Installation, spellings: Spellings) -> None:
    texts = {name: log(container) for name, container in installation.containers().items()}
    assert all(texts[name] for name in ("tenant-0", "postgres-0", "ledger"))
    assert [leak for name, text in texts.items() for leak in leaks(name, text, spellings)] == []


def test_none_is_in_a_process_that_runs(installation: Installation, spellings: Spellings) -> None:
    texts: list[ProcessText] = []
    for container in installation.servers().values():
        pids = [int(row[1]) for row in container.top()["Processes"]]
        own_texts = look(pids)
        assert own_texts, f"{container.name}: its processes cannot be seen: is the engine elsewhere?"
        texts += own_texts
    assert secrets_in(texts, spellings) == set()


def test_none_was_in_a_process_while_up_ran_but_the_listed_ones(
    dev: DevDeployment, spellings: Spellings
) -> None:
    programs = {process.program for process in dev.sampler.texts}
    assert {"postgres", "redis-server"} <= programs, "the sampler saw nothing of the containers"
    exceptions = {(e.secret, "environment") for e in EXPOSURES if "environment" in e.location}
    exposures = secrets_in(dev.sampler.texts, spellings)
    assert {leak for leak in exposures if leak[:2] not in exceptions} == set()


def secrets_in(texts: Iterable[ProcessText], spellings: Spellings) -> set[tuple[SecretName, str, str]]:
    """Secret, place, program."""
    return {
        (name, process.place, process.program)
        for process in texts
        for name, forms in spellings.items()
        if any(form in process.text for form in forms)
    }


def test_none_is_in_plain_text_in_the_state(dev: DevDeployment, spellings: Spellings) -> None:
    files = [file for file in dev.clone.state.rglob("*") if file.is_file()]
    assert {".pulumi"} <= {file.relative_to(dev.clone.state).parts[0] for file in files}
    assert any("history" in file.parts for file in files)
    assert any("backups" in file.parts for file in files)
    assert in_files(files, spellings) == []


def test_none_is_in_the_logs_of_the_cli_or_in_what_up_printed(
    dev: DevDeployment, spellings: Spellings
) -> None:
    home = Path(dev.clone.run("printenv", "PULUMI_HOME").ok().output.strip())
    files = [file for file in (home / "logs").rglob("*") if file.is_file()]
    assert in_files(files, spellings) == []
    assert leaks("make up", dev.output, spellings) == []


def test_none_is_in_the_clone(dev: DevDeployment, spellings: Spellings) -> None:
    folder = dev.clone.folder
    files = [Path(root) / name for root, _, names in os.walk(folder) if ".git" not in root for name in names]
    assert dev.clone.stack_file in files
    assert in_files(files, spellings) == []


def in_files(files: Iterable[Path], spellings: Spellings) -> list[str]:
    """Leaks in files, packed ones too."""
    problems = []
    for file in files:
        raw = file.read_bytes()
        text = unpacked(raw) if raw.startswith(b"\x1f\x8b") else raw
        problems += leaks(file.name, text.decode(errors="replace"), spellings)
    return problems


def unpacked(raw: bytes) -> bytes:
    """A gzip file, also one whose writer has not finished or was killed."""
    return zlib.decompressobj(wbits=31).decompress(raw)


def test_the_passphrase_is_readable_by_its_owner_alone(dev: DevDeployment) -> None:
    assert (dev.clone.state / "passphrase").stat().st_mode & 0o777 == 0o600
    assert dev.clone.state.stat().st_mode & 0o077 == 0

"""Masks of secrets, wherever they are."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorcha_infra.review.judge import judge
from sorcha_infra.review.markdown import comment
from sorcha_infra.review.mask import SECRET, UNKNOWN, is_secret_name, masked, readable
from sorcha_infra.review.preview import read

PASSWORD_TEXT = "hunter2-hunter2"


@pytest.mark.parametrize(
    "value",
    [
        {"password": PASSWORD_TEXT},
        {"adminPassword": [PASSWORD_TEXT]},
        {"SigningKey": {"value": PASSWORD_TEXT}},
        {"apiToken": 4711},
        {"clientSecret": PASSWORD_TEXT},
        ["JwtSettings__SigningKey=" + PASSWORD_TEXT],
        ["PGPASSWORD=" + PASSWORD_TEXT],
        {"envs": ["A=1", "Mongo__Password=" + PASSWORD_TEXT]},
        {
            "x": {
                "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
                "value": PASSWORD_TEXT,
            }
        },
        {"url": f"mongodb://root:{PASSWORD_TEXT}@mongo-0:27017/"},
        {"connection": f"Host=postgres;Username=a;Password={PASSWORD_TEXT};Database=b"},
        {"content": f"-----BEGIN RSA PRIVATE KEY-----\n{PASSWORD_TEXT}\n-----END RSA PRIVATE KEY-----"},
        {"content": f"-----BEGIN PRIVATE KEY-----\n{PASSWORD_TEXT}"},
        ["REDISCLI_AUTH=" + PASSWORD_TEXT],
        ["APIKEY=" + PASSWORD_TEXT],
        ["MasterKeyBase64=" + PASSWORD_TEXT],
        ["Encryption__Key0=" + PASSWORD_TEXT],
        ["AUTHORIZATION=Basic " + PASSWORD_TEXT],
        {"envs": ["A=Server=x;Pwd=" + PASSWORD_TEXT]},
        {"envs": ["A=Host=x;PASSWORD = " + PASSWORD_TEXT]},
        {"envs": ["A=AccountName=a;AccountKey=" + PASSWORD_TEXT]},
        {"content": json.dumps({"ConnectionStrings": {"Password": PASSWORD_TEXT}})},
        {"content": json.dumps(json.dumps({"apiKey": PASSWORD_TEXT}))},
        {"header": "Bearer " + PASSWORD_TEXT},
        {"command": ["redis-server", "--requirepass", PASSWORD_TEXT]},
        {"command": ["sh", "-c", "mysql --password " + PASSWORD_TEXT]},
    ],
)
def test_a_secret_is_masked_by_name_mark_and_shape(value: Any) -> None:
    text = json.dumps(masked(value))
    assert PASSWORD_TEXT not in text
    assert "4711" not in text
    assert SECRET in text


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("SigningKey", True),
        ("walletKeyMaterial", False),
        ("AffinityKeyName", False),
        ("keepLocally", False),
        ("PGPASSFILE", False),
        ("PGPASSWORD", True),
        ("base64", False),
        ("JwtSettings__SigningKey", True),
        ("clientSecret", True),
        ("", False),
    ],
)
def test_a_name_is_secret_by_its_words(name: str, secret: bool) -> None:
    """An unnecessary mask hides a value from the reviewer."""
    assert is_secret_name(name) is secret


def test_notes_of_the_engine_are_left_out_and_unknown_values_are_marked() -> None:
    value = {"__defaults": ["a"], "image": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "on": True, "n": None}
    assert masked(value) == {"image": UNKNOWN, "on": True, "n": None}


@pytest.mark.parametrize(
    "text", ["const secret = (name) => read(name)", "token = None", "sorcha:edgePassword: is"]
)
def test_a_program_is_not_masked(text: str) -> None:
    assert masked({"content": text}) == {"content": text}


def test_two_secrets_differ_and_are_not_readable() -> None:
    first, second = f"{SECRET} 1a2b", f"{SECRET} 3c4d"
    assert masked({"a": first}) != masked({"a": second})
    assert readable({"a": [first]}) == {"a": [SECRET]}


NAMES = st.sampled_from(["password", "signingKey", "Db__Password", "clientSecret", "accessToken"])


@given(name=NAMES, secret=st.text(st.characters(categories=["L", "N"]), min_size=12, max_size=30))
def test_no_review_shows_the_value_of_a_secret_name(
    tmp_path_factory: pytest.TempPathFactory, name: str, secret: str
) -> None:
    """Before and after, in a map, a list or an environment."""
    path = tmp_path_factory.mktemp("preview") / "preview.json"
    path.write_text(json.dumps(_preview(name, secret)))
    stacks = (judge(read(path)[0]),)
    assert secret not in comment(stacks)


def _preview(name: str, secret: str) -> dict[str, Any]:
    urn = "urn:pulumi:dev::sorcha::docker:index/container:Container::x-0"
    old = {
        "urn": urn,
        "custom": True,
        "type": "docker:index/container:Container",
        "inputs": {"command": ["a"]},
    }
    inputs = {
        name: secret,
        "envs": [f"{name}={secret}"],
        "logOpts": {name: secret},
        "ports": [{name: secret}],
    }
    return {
        "config": {"sorcha:x": "[secret]"},
        "steps": [
            {"op": "replace", "urn": urn, "oldState": old, "newState": {**old, "inputs": inputs}},
            {"op": "create", "urn": f"{urn}1", "newState": {**old, "urn": f"{urn}1", "inputs": inputs}},
        ],
        "diagnostics": [{"severity": "error", "message": f"error: Password={secret}; refused"}],
    }


def test_a_mark_in_a_file_does_not_reveal_a_secret() -> None:
    """A value with the prefix of a mark is shown as a mark."""
    assert readable(masked({"a": f"{SECRET} and {PASSWORD_TEXT}"})) == {"a": SECRET}

"""No secret leaves, wherever it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sorcha_infra.review.judge import judged
from sorcha_infra.review.markdown import comment
from sorcha_infra.review.mask import SECRET, UNKNOWN, is_secret_name, masked, shown
from sorcha_infra.review.preview import read

HIDDEN = "hunter2-hunter2"


@pytest.mark.parametrize(
    "value",
    [
        {"password": HIDDEN},
        {"adminPassword": [HIDDEN]},
        {"SigningKey": {"value": HIDDEN}},
        {"apiToken": 4711},
        {"clientSecret": HIDDEN},
        ["JwtSettings__SigningKey=" + HIDDEN],
        ["PGPASSWORD=" + HIDDEN],
        {"envs": ["A=1", "Mongo__Password=" + HIDDEN]},
        {"x": {"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", "value": HIDDEN}},
        {"url": f"mongodb://root:{HIDDEN}@mongo-0:27017/"},
        {"connection": f"Host=postgres;Username=a;Password={HIDDEN};Database=b"},
        {"content": f"-----BEGIN RSA PRIVATE KEY-----\n{HIDDEN}\n-----END RSA PRIVATE KEY-----"},
        {"content": f"-----BEGIN PRIVATE KEY-----\n{HIDDEN}"},
        ["REDISCLI_AUTH=" + HIDDEN],
        ["APIKEY=" + HIDDEN],
        ["MasterKeyBase64=" + HIDDEN],
        ["Encryption__Key0=" + HIDDEN],
        ["AUTHORIZATION=Basic " + HIDDEN],
        {"envs": ["A=Server=x;Pwd=" + HIDDEN]},
        {"envs": ["A=Host=x;PASSWORD = " + HIDDEN]},
        {"envs": ["A=AccountName=a;AccountKey=" + HIDDEN]},
        {"content": json.dumps({"ConnectionStrings": {"Password": HIDDEN}})},
        {"content": json.dumps(json.dumps({"apiKey": HIDDEN}))},
        {"header": "Bearer " + HIDDEN},
        {"command": ["redis-server", "--requirepass", HIDDEN]},
        {"command": ["sh", "-c", "mysql --password " + HIDDEN]},
    ],
)
def test_what_is_secret_by_name_mark_or_shape_is_masked(value: Any) -> None:
    text = json.dumps(masked(value))
    assert HIDDEN not in text
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
    """What is masked without need is missing in the review."""
    assert is_secret_name(name) is secret


def test_what_the_engine_notes_for_itself_is_left_out_and_unknown_is_said() -> None:
    value = {"__defaults": ["a"], "image": "04da6b54-80e4-46f7-96ec-b56ff0331ba9", "on": True, "n": None}
    assert masked(value) == {"image": UNKNOWN, "on": True, "n": None}


@pytest.mark.parametrize(
    "text", ["const secret = (name) => read(name)", "token = None", "sorcha:edgePassword: is"]
)
def test_a_program_is_not_masked(text: str) -> None:
    assert masked({"content": text}) == {"content": text}


def test_two_secrets_can_be_told_apart_and_not_read() -> None:
    one, other = f"{SECRET} 1a2b", f"{SECRET} 3c4d"
    assert masked({"a": one}) != masked({"a": other})
    assert shown({"a": [one]}) == {"a": [SECRET]}


NAMES = st.sampled_from(["password", "signingKey", "Db__Password", "clientSecret", "accessToken"])


@given(name=NAMES, secret=st.text(st.characters(categories=["L", "N"]), min_size=12, max_size=30))
def test_no_review_shows_what_stands_behind_a_secret_name(
    tmp_path_factory: pytest.TempPathFactory, name: str, secret: str
) -> None:
    """Before and after, in a map, a list or an environment."""
    path = tmp_path_factory.mktemp("preview") / "preview.json"
    path.write_text(json.dumps(_preview(name, secret)))
    stacks = (judged(read(path)[0]),)
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


def test_an_empty_mark_in_a_file_is_no_way_around() -> None:
    """What begins like a mark is shown as one, whatever follows."""
    assert shown(masked({"a": f"{SECRET} and {HIDDEN}"})) == {"a": SECRET}

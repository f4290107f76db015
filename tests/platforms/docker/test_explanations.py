"""A refusal of the engine is reported with the config key behind it."""

import pulumi
import pytest

from sorcha_infra.domain.names import LABEL_COMPONENT
from sorcha_infra.platforms.docker import hooks


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (
            "Error response from daemon: Pool overlaps with other one on this address space",
            "network.subnet: 10.9.8.0/24 overlaps another network",
        ),
        ("unable to pull image sorchadev/ui-web:none: no such host", "images.source"),
    ],
)
def test_the_key_behind_the_engines_words_is_named(
    monkeypatch: pytest.MonkeyPatch, words: str, key: str
) -> None:
    errors: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", errors.append)
    hooks.explain(["1 error occurred", words], {"ipamConfigs": [{"subnet": "10.9.8.0/24"}]})
    assert len(errors) == 1
    assert f"sorcha:deployment.{key}" in errors[0]


@pytest.mark.parametrize(
    ("component", "port", "key"),
    [
        ("gateway", 9080, "edge.port"),
        ("edge", 80, "edge.httpPort"),
        ("edge", 443, "edge.httpsPort"),
        ("peer", 5000, "peer.port"),
    ],
)
@pytest.mark.parametrize(
    "words",
    [
        "Bind for 0.0.0.0:{} failed: port is already allocated",
        "Error starting userland proxy: listen tcp4 0.0.0.0:{}: bind: address already in use",
    ],
)
def test_a_port_in_use_is_reported_by_the_key_of_its_container(
    monkeypatch: pytest.MonkeyPatch, component: str, port: int, key: str, words: str
) -> None:
    errors: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", errors.append)
    inputs = {
        "labels": [{"label": LABEL_COMPONENT, "value": component}],
        "ports": [{"external": 80, "internal": 8080}, {"external": 443, "internal": 8443}],
    }
    hooks.explain([words.format(port)] * 2, inputs)
    assert [error.partition(": ")[0] for error in errors] == [f"sorcha:deployment.{key}"]


def test_other_words_are_not_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", errors.append)
    hooks.explain(["container failed to be in healthy state"], {})
    assert errors == []

"""What the engine refuses in its own words is told with the key that stands behind it."""

import pulumi
import pytest

from sorcha_infra.platforms.docker import hooks


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (
            "Error response from daemon: Pool overlaps with other one on this address space",
            "network.subnet: found 10.9.8.0/24",
        ),
        ("Bind for 127.0.0.1:8080 failed: port is already allocated", "edge.port"),
        ("unable to pull image sorchadev/ui-web:none: no such host", "images.source"),
    ],
)
def test_the_key_behind_the_engines_words_is_named(
    monkeypatch: pytest.MonkeyPatch, words: str, key: str
) -> None:
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", told.append)
    hooks.explain(["1 error occurred", words], {"ipamConfigs": [{"subnet": "10.9.8.0/24"}]})
    assert len(told) == 1
    assert f"sorcha:deployment.{key}" in told[0]


def test_other_words_are_not_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(pulumi.log, "error", told.append)
    hooks.explain(["container failed to be in healthy state"], {})
    assert told == []

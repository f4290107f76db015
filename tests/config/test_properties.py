"""Properties of every configuration."""

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sorcha_infra.config.report import report
from sorcha_infra.domain.services import Severity

from .space import ACCEPTABLE_PATHS, MUTATIONS, ONLY_ON, deployments
from .stacks import Raw, examine_stack, violations


def _with(raw: Raw, path: str, value: Any) -> Raw:
    copy = deepcopy(raw)
    inner = copy
    *parents, last = path.split(".")
    for parent in parents:
        inner = inner.setdefault(parent, {})
    inner[last] = value
    return copy


@given(deployments())
@settings(max_examples=100, deadline=None)
def test_what_is_inside_the_bands_resolves_and_breaks_no_rule(raw: Raw) -> None:
    examination = examine_stack(raw, stack="any")
    assert violations(examination) == []
    assert examination.deployment is not None


@given(deployments())
@settings(max_examples=30, deadline=None)
def test_the_same_configuration_gives_the_same_deployment(raw: Raw) -> None:
    """Else a second `up` would change a stack without an edit."""
    assert examine_stack(raw, stack="any") == examine_stack(deepcopy(raw), stack="any")


@pytest.mark.parametrize(
    ("path", "word", "values"),
    MUTATIONS,
    ids=[f"{path}-{word}-{number}" for number, (path, word, _) in enumerate(MUTATIONS)],
)
def test_one_broken_rule_is_found_in_whatever_surrounds_it(path: str, word: str, values: Any) -> None:
    @given(deployments(ONLY_ON.get(path)), values)
    @settings(max_examples=6, deadline=None)
    def holds(raw: Raw, value: Any) -> None:
        problems = violations(examine_stack(_with(raw, path, value), stack="any"))
        [problem, *_] = [
            problem
            for problem in problems
            if problem.path.startswith(f"sorcha:deployment.{path}") and word in problem.message
        ]
        assert problem.fix is not None or problem.remove
        if path in ACCEPTABLE_PATHS and "at most" in problem.message:
            assert problem.severity is Severity.ACCEPT
        else:
            assert problem.severity is Severity.REFUSE

    holds()


@given(deployments(), st.integers(2, 4), st.text(min_size=10))
@settings(max_examples=20, deadline=None)
def test_an_accepted_deviation_is_allowed_and_reported(raw: Raw, replicas: int, reason: str) -> None:
    key = "services.blueprint.replicas"
    raw = _with(_with(raw, key, replicas), "accept", [{"key": key, "reason": reason}])
    examination = examine_stack(raw, stack="any")
    assert violations(examination) == []
    assert any(f"accepted ({reason})" in problem.message for problem in examination.problems)


_KUBERNETES_TEXTS = ("context", "namespace", "storageClass")

SECRET = st.from_regex(r"[A-Za-z0-9+/=_-]{6,40}", fullmatch=True) | st.text(
    st.characters(min_codepoint=0x21, max_codepoint=0x2FFF, exclude_categories=["Cs"]),
    min_size=6,
    max_size=40,
)
_KNOWN_KEYS = st.sampled_from(
    ["tier", "platform", "installation", "publicUrl", "services", "postgres", "mongo", "redis", "edge",
     "network", "images", "docker", "peer", "accept", "topology", "kind", "replicas", "image", "resources",
     "cpus", "memoryMib", "members", "sentinels", "failover", "certificate", "subnet", "source", "hosts",
     "seeds", "nodeId", "host", "port", "tls", "key", "gateway", "tenant", "register", "kubernetes",
     "context", "namespace", "storageClass"]
)  # fmt: skip
_STRANGE_KEYS = st.sampled_from(
    ["password", "clientSecret", "adminPassword", "apiKey", "x", "a.b", "re plicas"]
)


def _keys_of(node: Any) -> list[tuple[Any, ...]]:
    """Path of each value in a configuration."""
    if isinstance(node, dict):
        return [(key, *rest) for key, value in node.items() for rest in [(), *_keys_of(value)]]
    if isinstance(node, list):
        return [(index, *rest) for index, value in enumerate(node) for rest in [(), *_keys_of(value)]]
    return []


@given(
    deployments(),
    st.data(),
    SECRET.flatmap(lambda secret: st.tuples(st.just(secret), st.sampled_from(["text", "list", "mapping"]))),
)
@settings(max_examples=150, deadline=None)
def test_a_secret_in_a_wrong_place_is_not_echoed(
    raw: Raw, data: st.DataObject, secret: tuple[str, str]
) -> None:
    """Refusals end up in terminals, in CI logs and in tickets."""
    value, shape = secret
    # What is legal there may be shown, such as an image or a public address.
    places = [
        place
        for place in _keys_of(raw)
        if place[-1] not in ("image", "installation", "subnet", "nodeId", "host", *_KUBERNETES_TEXTS)
    ]
    place = list(data.draw(st.sampled_from(places)))
    if data.draw(st.booleans()):
        place = [*place[:-1], data.draw(_KNOWN_KEYS | _STRANGE_KEYS)]
    copy = deepcopy(raw)
    inner: Any = copy
    for key in place[:-1]:
        inner = inner[key]
    put: Any = {"text": value, "list": [value], "mapping": {"value": value}}[shape]
    if isinstance(inner, list):
        inner.insert(0, put)
    else:
        inner[place[-1]] = put
    examination = examine_stack(copy, stack="any")
    if examination.deployment is not None and value in examination.deployment.model_dump_json():
        return  # it is legal there
    assert value not in report(examination.problems, "any", "file")


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(_KNOWN_KEYS | st.text(max_size=6), inner, max_size=5)
        ),
        max_leaves=20,
    )
)
@settings(max_examples=150, deadline=None)
def test_whatever_is_written_there_is_judged_and_not_stumbled_over(raw: Any) -> None:
    """A traceback does not help an operator."""
    examination = examine_stack(raw, stack="any")
    assert examination.deployment is not None or violations(examination)


@given(
    st.dictionaries(
        _KNOWN_KEYS,
        st.none()
        | st.integers(-5, 5)
        | st.text(max_size=5)
        | st.lists(st.integers(), max_size=2)
        | st.dictionaries(_KNOWN_KEYS, st.integers(-5, 5) | st.text(max_size=5), max_size=3),
        max_size=6,
    )
)
@settings(max_examples=150, deadline=None)
def test_a_wrong_value_in_a_known_place_is_judged_and_not_stumbled_over(wrong: Raw) -> None:
    raw = {"tier": "dev", "platform": "docker", **wrong}
    examination = examine_stack(raw, stack="any")
    assert examination.deployment is not None or violations(examination)

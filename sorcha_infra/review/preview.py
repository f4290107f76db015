"""Reader of the output of `pulumi preview --json`; unknown fields are ignored."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sorcha_infra.console import UserError
from sorcha_infra.domain.change import Change, Op, Presence, ProgramWarning, Source, Step
from sorcha_infra.domain.resources import Resource
from sorcha_infra.profiles import kind
from sorcha_infra.review.mask import in_text, masked

_OPS: Mapping[str, Op | None] = {
    "same": None,
    "read": None,
    "refresh": None,
    "discard": None,
    "discard-replaced": None,
    "remove-pending-replace": None,
    "create": Op.CREATE,
    "import": Op.CREATE,
    "update": Op.UPDATE,
    "delete": Op.DELETE,
    "replace": Op.REPLACE,
    "create-replacement": Op.REPLACE,
    "delete-replaced": Op.REPLACE,
    "read-replacement": Op.REPLACE,
    "import-replacement": Op.REPLACE,
}
"""Kind of step (pulumi, sdk/go/common/display/step.go) → operation; None for a step without a change."""

_ORDER = (Op.REPLACE, Op.DELETE, Op.CREATE, Op.UPDATE)
"""Precedence of two steps for one resource, such as the halves of a replacement."""

_URN = re.compile(r"urn:pulumi:(?P<stack>[^:]+)::[^:]*::(?P<types>.+)::(?P<name>[^:]+)$")
_STACK = "pulumi:pulumi:Stack"
_ROOTS = (_STACK, "sorcha:index:SorchaStack")
_COLOUR = re.compile(r"<\{%.*?%\}>")
_CREDENTIALS = "sorcha:app:Credentials"
_PROTECTION = re.compile(r'resource "([^"]+)"\s+as it is currently marked for protection')
_EXIT_MESSAGE = "an unhandled error occurred: program exited"
_EXPECTATION = "the output of `pulumi preview --json`"
_WARNING_KEY = re.compile(r"sorcha:[A-Za-z0-9_.\[\]\"-]+(?=: )")


def read(path: Path) -> tuple[Change, dict[str, str]]:
    """A preview, and its configuration without secrets, by full key.

    Raises:
        UserError: if the file is not a preview.
    """
    document = _document(path)
    steps = [_step_entry(path, place, raw) for place, raw in enumerate(document["steps"])]
    stack = _stack(path, steps)
    diagnostics = list(_diagnostics(document))
    resource_steps = _merge(steps)
    is_new = any(step.op is Op.CREATE and step.resource.type == _STACK for step in resource_steps)
    change = Change(
        stack=stack,
        source=Source.PREVIEW,
        presence=Presence.NEW if is_new else Presence.KEPT,
        steps=tuple(step for step in resource_steps if step.resource.type != _STACK),
        refusal="\n".join(_refusals(text for severity, text in diagnostics if severity == "error")),
        secrets=_secrets(resource_steps),
        warnings=tuple(_warning(text) for severity, text in diagnostics if severity == "warning"),
        unknown_ops=tuple(sorted({raw["op"] for raw in steps if raw["op"] not in _OPS})),
    )
    return change, _configuration(document)


def _document(path: Path) -> dict[str, Any]:
    fix = f"run `pulumi preview --json --stack STACK > {path}` again and read its standard error"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not UTF-8"
        raise UserError(str(path), f"cannot be read ({reason})", expected=_EXPECTATION, fix=fix) from None
    if not text.strip():
        raise UserError(
            str(path),
            "is empty, because the command that wrote it failed before it had a plan",
            expected=_EXPECTATION,
            fix=f"{fix}; create a new stack first with `pulumi stack init STACK`",
        )
    try:
        document = json.loads(text)
        if "\\ud" in text.lower():
            json.dumps(document, ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError):
        raise UserError(
            str(path),
            "has lists nested too deeply, or half a character (\\ud800)",
            expected=_EXPECTATION,
            fix=fix,
        ) from None
    except json.JSONDecodeError as error:
        raise UserError(str(path), _cut(text, error), expected="one JSON document", fix=fix) from None
    if not isinstance(document, dict) or not isinstance(document.get("steps", []), list):
        raise UserError(str(path), "is not a preview", expected="a mapping with a list `steps`", fix=fix)
    if not {"steps", "changeSummary", "diagnostics"} & document.keys():
        raise UserError(
            str(path),
            f"is not a preview (its keys are {', '.join(sorted(document)[:8]) or 'none'})",
            expected="`steps` or `changeSummary` among the keys",
            fix=fix,
        )
    return {**document, "steps": document.get("steps") or []}


def _cut(text: str, error: json.JSONDecodeError) -> str:
    place = f"line {error.lineno}, column {error.colno}"
    if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg:
        return f"is cut off after {len(text)} characters, in a value that begins at {place}"
    if error.msg == "Extra data":
        return (
            f"has a second document at {place} (events of PULUMI_ENABLE_STREAMING_JSON_PREVIEW, or a second "
            "preview)"
        )
    return f"is not valid JSON ({error.msg} at {place})"


def _step_entry(path: Path, place: int, raw: Any) -> dict[str, Any]:  # noqa: ANN401 - any JSON
    for key in ("op", "urn"):
        if not isinstance(raw, dict) or not isinstance(raw.get(key), str):
            raise UserError(
                str(path),
                f"has no string `{key}` in steps[{place}]",
                fix="if a newer CLI wrote it, run the preview with the version in toolchain/versions.env",
            )
    return dict(raw)


def _stack(path: Path, steps: Iterable[Mapping[str, Any]]) -> str:
    stacks = {urn["stack"] for raw in steps if (urn := _URN.match(raw["urn"]))}
    if len(stacks) > 1:
        raise UserError(
            str(path),
            f"contains more than one stack ({', '.join(sorted(stacks))})",
            expected="one stack per file",
            fix="write the preview of each stack to a separate file",
        )
    return stacks.pop() if stacks else path.name.removesuffix(".json")


def _merge(steps: Iterable[Mapping[str, Any]]) -> list[Step]:
    entries: dict[str, Step] = {}
    for raw in steps:
        op = _OPS.get(raw["op"])
        if op is None:
            continue
        step = _step(raw, op)
        earlier_step = entries.get(raw["urn"])
        if earlier_step is None or _ORDER.index(op) < _ORDER.index(earlier_step.op) or raw["op"] == "replace":
            entries[raw["urn"]] = step
    return [entries[urn] for urn in sorted(entries)]


def _step(raw: Mapping[str, Any], op: Op) -> Step:
    old, new = (_resource(raw, _state(raw, key)) for key in ("oldState", "newState"))
    if op is Op.DELETE:
        new = None
    if old is None and new is None:
        new = _resource(raw, {"urn": raw["urn"]})
    before, after = ({} if entry is None else entry.inputs for entry in (old, new))
    keys = {key for key in (*before, *after) if before.get(key) != after.get(key)} if old and new else set()
    return Step(
        op=op,
        old=old,
        new=new,
        component=_component((new or old or _NO_RESOURCE).parent),
        keys=tuple(sorted(keys | _names(raw, "diffReasons"))),
        causes=tuple(sorted(_names(raw, "replaceReasons"))),
    )


_NO_RESOURCE = Resource(urn="", type="", name="", kind=None, inputs={})


def _resource(raw: Mapping[str, Any], state: Mapping[str, Any]) -> Resource | None:
    """A resource of the preview, without secrets; None if absent."""
    if not state:
        return None
    urn = _URN.match(raw["urn"])
    types = urn["types"] if urn else ""
    type_ = str(state.get("type") or types.rpartition("$")[2])
    inputs = masked(_inputs(state))
    return Resource(
        urn=raw["urn"],
        type=type_,
        name=urn["name"] if urn else raw["urn"],
        kind=kind(type_, inputs),
        inputs=inputs,
        custom=state.get("custom", True) is not False,
        parent=str(state.get("parent", "")),
        protect=state.get("protect") is True,
        retain=state.get("retainOnDelete") is True,
    )


def _state(raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    state = raw.get(key)
    return state if isinstance(state, Mapping) else {}


def _inputs(state: Mapping[str, Any]) -> Mapping[str, Any]:
    inputs = state.get("inputs")
    return inputs if isinstance(inputs, Mapping) else {}


def _names(raw: Mapping[str, Any], key: str) -> set[str]:
    names = raw.get(key)
    return {str(name) for name in names} if isinstance(names, list) else set()


def _component(parent: str) -> str:
    urn = _URN.match(parent)
    return urn["name"] if urn and urn["types"].rpartition("$")[2] not in _ROOTS else ""


def _diagnostics(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for entry in document.get("diagnostics") or ():
        if isinstance(entry, Mapping):
            text = _COLOUR.sub("", str(entry.get("message", ""))).strip()
            severity = str(entry.get("severity", ""))
            yield severity.removeprefix("info#"), in_text(text.removeprefix(f"{severity}: "))


def _refusals(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        match = _PROTECTION.search(text)
        if match:
            urn = _URN.match(match[1])
            name = urn["name"] if urn else match[1]
            yield f"{name} is protected, so the engine neither replaces nor deletes it"
        elif _EXIT_MESSAGE not in text:
            yield text


def _secrets(steps: Iterable[Step]) -> dict[str, str]:
    """Secrets that are newly given, or no longer; a preview does not show whether a value changed."""
    for step in steps:
        if step.resource.type == _CREDENTIALS and step.before and step.after:
            old, new = (
                {f"sorcha:{name}" for name in side.get("given") or ()} for side in (step.before, step.after)
            )
            return dict.fromkeys(new - old, "given") | dict.fromkeys(old - new, "removed")
    return {}


def _warning(text: str) -> ProgramWarning:
    key = _WARNING_KEY.match(text)
    return (
        ProgramWarning(path=key[0], message=text[key.end() + 2 :])
        if key
        else ProgramWarning(path="", message=text)
    )


def _configuration(document: Mapping[str, Any]) -> dict[str, str]:
    config = document.get("config")
    values = config if isinstance(config, Mapping) else {}
    return {
        str(key): value for key, value in values.items() if isinstance(value, str) and value != "[secret]"
    }

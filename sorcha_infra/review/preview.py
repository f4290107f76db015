"""Reads what `pulumi preview --json` printed; takes what it knows and passes over the rest."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sorcha_infra.console import UserError
from sorcha_infra.domain.change import Change, Op, Presence, Source, Step, Warned
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
"""Kind of step (pulumi, sdk/go/common/display/step.go) → what it means; None for what changes nothing."""

_ORDER = (Op.REPLACE, Op.DELETE, Op.CREATE, Op.UPDATE)
"""Of two steps for one resource, such as the halves of a replacement, the first of these counts."""

_URN = re.compile(r"urn:pulumi:(?P<stack>[^:]+)::[^:]*::(?P<types>.+)::(?P<name>[^:]+)$")
_STACK = "pulumi:pulumi:Stack"
_ROOTS = (_STACK, "sorcha:index:SorchaStack")
_COLOUR = re.compile(r"<\{%.*?%\}>")
_CREDENTIALS = "sorcha:app:Credentials"
_PROTECTED = re.compile(r'resource "([^"]+)"\s+as it is currently marked for protection')
_NOT_TOLD = "an unhandled error occurred: program exited"
_WARNED = re.compile(r"sorcha:[A-Za-z0-9_.\[\]\"-]+(?=: )")


def read(path: Path) -> tuple[Change, dict[str, str]]:
    """A preview, and the configuration in it that is not secret, by full key.

    Raises:
        UserError: where it is none; says where.
    """
    document = _document(path)
    steps = [_checked(path, place, raw) for place, raw in enumerate(document["steps"])]
    stack = _stack(path, steps)
    said = list(_diagnostics(document))
    merged = _merged(steps)
    is_new = any(step.op is Op.CREATE and step.resource.type == _STACK for step in merged)
    change = Change(
        stack=stack,
        source=Source.PREVIEW,
        presence=Presence.NEW if is_new else Presence.KEPT,
        steps=tuple(step for step in merged if step.resource.type != _STACK),
        refused="\n".join(_refusals(text for severity, text in said if severity == "error")),
        secrets=_secrets(merged),
        warnings=tuple(_warned(text) for severity, text in said if severity == "warning"),
        unknown=tuple(sorted({raw["op"] for raw in steps if raw["op"] not in _OPS})),
    )
    return change, _configuration(document)


def _document(path: Path) -> dict[str, Any]:
    again = "run `pulumi preview --json --stack STACK > FILE` again, and read what it says on standard error"
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise UserError(f"{path} cannot be read", found=str(reason), next_step=again) from None
    if not text.strip():
        raise UserError(
            f"{path} is empty",
            found="no preview: the command that wrote it failed before it had a plan",
            next_step=f"{again}; a stack that the back end does not know yet: pulumi stack init STACK",
        )
    try:
        document = json.loads(text)
        if "\\ud" in text.lower():
            json.dumps(document, ensure_ascii=False).encode()
    except (RecursionError, UnicodeEncodeError):
        raise UserError(
            f"{path} is no preview", found="lists too deep, or half a character (\\ud800)", next_step=again
        ) from None
    except json.JSONDecodeError as error:
        raise UserError(
            f"{path} is no whole JSON document", found=_cut(text, error), next_step=again
        ) from None
    if not isinstance(document, dict) or not isinstance(document.get("steps", []), list):
        raise UserError(f"{path} is no preview", found="no mapping with a list `steps`", next_step=again)
    if not {"steps", "changeSummary", "diagnostics"} & document.keys():
        raise UserError(
            f"{path} is no preview",
            found=f"the keys {', '.join(sorted(document)[:8]) or '(none)'}, allowed: steps, changeSummary",
            next_step=again,
        )
    return {**document, "steps": document.get("steps") or []}


def _cut(text: str, error: json.JSONDecodeError) -> str:
    where = f"line {error.lineno}, column {error.colno}"
    if error.pos >= len(text.rstrip()) or "Unterminated" in error.msg:
        return f"it ends in the middle of a value that begins at {where}: {len(text)} characters, cut"
    if error.msg == "Extra data":
        events = "events (PULUMI_ENABLE_STREAMING_JSON_PREVIEW is set), or two previews"
        return f"a second document at {where}: {events}"
    return f"{error.msg} at {where}"


def _checked(path: Path, place: int, raw: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever stands there
    for key in ("op", "urn"):
        if not isinstance(raw, dict) or not isinstance(raw.get(key), str):
            raise UserError(
                f"{path} is no preview that can be read",
                found=f"steps[{place}] has no text `{key}`",
                next_step="if a newer CLI wrote it, preview with the version of toolchain/versions.env",
            )
    return dict(raw)


def _stack(path: Path, steps: Iterable[Mapping[str, Any]]) -> str:
    stacks = {found["stack"] for raw in steps if (found := _URN.match(raw["urn"]))}
    if len(stacks) > 1:
        raise UserError(
            f"{path} holds more than one stack",
            found=", ".join(sorted(stacks)),
            next_step="write the preview of each stack into a file of its own",
        )
    return stacks.pop() if stacks else path.name.removesuffix(".json")


def _merged(steps: Iterable[Mapping[str, Any]]) -> list[Step]:
    found: dict[str, Step] = {}
    for raw in steps:
        op = _OPS.get(raw["op"])
        if op is None:
            continue
        step = _step(raw, op)
        known = found.get(raw["urn"])
        if known is None or _ORDER.index(op) < _ORDER.index(known.op) or raw["op"] == "replace":
            found[raw["urn"]] = step
    return [found[urn] for urn in sorted(found)]


def _step(raw: Mapping[str, Any], op: Op) -> Step:
    old, new = (_resource(raw, _state(raw, key)) for key in ("oldState", "newState"))
    if op is Op.DELETE:
        new = None
    if old is None and new is None:
        new = _resource(raw, {"urn": raw["urn"]})
    before, after = ({} if entry is None else entry.inputs for entry in (old, new))
    differing = (
        {key for key in (*before, *after) if before.get(key) != after.get(key)} if old and new else set()
    )
    return Step(
        op=op,
        old=old,
        new=new,
        component=_component((new or old or _NONE).parent),
        keys=tuple(sorted(differing | _names(raw, "diffReasons"))),
        causes=tuple(sorted(_names(raw, "replaceReasons"))),
    )


_NONE = Resource(urn="", type="", name="", kind=None, inputs={})


def _resource(raw: Mapping[str, Any], state: Mapping[str, Any]) -> Resource | None:
    """A resource as the preview shows it, without secrets; None where it is absent."""
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
    found = raw.get(key)
    return found if isinstance(found, Mapping) else {}


def _inputs(state: Mapping[str, Any]) -> Mapping[str, Any]:
    found = state.get("inputs")
    return found if isinstance(found, Mapping) else {}


def _names(raw: Mapping[str, Any], key: str) -> set[str]:
    found = raw.get(key)
    return {str(name) for name in found} if isinstance(found, list) else set()


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
        protected = _PROTECTED.search(text)
        if protected:
            urn = _URN.match(protected[1])
            name = urn["name"] if urn else protected[1]
            yield f"{name} is protected: the engine neither replaces nor deletes it"
        elif _NOT_TOLD not in text:
            yield text


def _secrets(steps: Iterable[Step]) -> dict[str, str]:
    """Which are given from now on, or no longer; whether one is another one nothing here tells."""
    for step in steps:
        if step.resource.type == _CREDENTIALS and step.before and step.after:
            old, new = (
                {f"sorcha:{name}" for name in side.get("given") or ()} for side in (step.before, step.after)
            )
            return dict.fromkeys(new - old, "given") | dict.fromkeys(old - new, "taken away")
    return {}


def _warned(text: str) -> Warned:
    key = _WARNED.match(text)
    return Warned(path=key[0], message=text[key.end() + 2 :]) if key else Warned(path="", message=text)


def _configuration(document: Mapping[str, Any]) -> dict[str, str]:
    config = document.get("config")
    found = config if isinstance(config, Mapping) else {}
    return {str(key): value for key, value in found.items() if isinstance(value, str) and value != "[secret]"}

"""Two plans of one stack, rendered offline, as the steps from one to the other."""

from collections.abc import Iterable, Mapping
from typing import Any

from sorcha_infra.review.change import Op, Step
from sorcha_infra.review.mask import masked
from sorcha_infra.review.replaces import causes

Resource = Mapping[str, Any]
"""As `sorcha_infra/offline/tree.py` writes it."""

_ROOT = "sorcha:index:SorchaStack"
_IMAGE = "docker:index/remoteImage:RemoteImage"


def steps(before: Iterable[Resource], after: Iterable[Resource]) -> tuple[Step, ...]:
    """What an engine would do, by URN."""
    old, new = ({one["urn"]: one for one in plan} for plan in (before, after))
    names = _components(old) | _components(new)
    found = {
        urn: step
        for urn in sorted(old.keys() | new.keys())
        if (step := _step(old.get(urn), new.get(urn), names)) is not None
    }
    return tuple(_with_what_follows(found, new, old, names))


def _components(plan: Mapping[str, Resource]) -> dict[str, str]:
    return {urn: one["name"] for urn, one in plan.items() if not one["custom"] and one["type"] != _ROOT}


def _step(old: Resource | None, new: Resource | None, names: Mapping[str, str]) -> Step | None:
    if old is None or new is None:
        return _made(Op.CREATE if old is None else Op.DELETE, old, new, names=names)
    ignored = set(new["ignoreChanges"])
    first, second = old["inputs"], new["inputs"]
    differing = {key for key in (*first, *second) if first.get(key) != second.get(key)} - ignored
    forced = causes(new["type"], differing, new["replaceOnChanges"]) if new["custom"] else ()
    if not differing and _kept(old) == _kept(new):
        return None
    return _made(
        Op.REPLACE if forced else Op.UPDATE, old, new, names=names, differing=differing, forced=forced
    )


def _kept(one: Resource) -> tuple[bool, bool]:
    """What becomes of it when the program no longer asks for it; a base from before says less."""
    return one["protect"], bool(one.get("retain"))


def _made(
    op: Op,
    old: Resource | None,
    new: Resource | None,
    *,
    names: Mapping[str, str],
    differing: Iterable[str] = (),
    forced: tuple[str, ...] = (),
) -> Step:
    one = new or old or {}
    return Step(
        op=op,
        urn=one["urn"],
        type=one["type"],
        name=one["name"],
        component=names.get(one["parent"], ""),
        custom=one["custom"],
        protected=bool(old and old["protect"]),
        protected_after=bool(new and new["protect"]),
        retained=bool(old and old.get("retain")),
        retained_after=bool(new and new.get("retain")),
        keys=tuple(sorted(differing)),
        causes=forced,
        before=masked(old["inputs"]) if old else {},
        after=masked(new["inputs"]) if new else {},
    )


def _with_what_follows(
    found: dict[str, Step], new: Mapping[str, Resource], old: Mapping[str, Resource], names: Mapping[str, str]
) -> Iterable[Step]:
    """With the users of a replaced resource.

    What they take from it is unknown until it is there again, and an unknown value in an input that
    replaces is a replacement (provider-semantics §1.2). Not for images: their new id stands in the plan.
    """
    replaced = {urn for urn, step in found.items() if step.op is Op.REPLACE and step.type != _IMAGE}
    for urn in sorted(new.keys() & old.keys()):
        one = new[urn]
        if not one["custom"] or (urn in found and found[urn].op is Op.REPLACE):
            continue
        touched = [key for key, used in one["uses"].items() if replaced & set(used)]
        if causes(one["type"], touched, one["replaceOnChanges"]):
            known = found.get(urn)
            found[urn] = _made(Op.REPLACE, old[urn], one, names=names, differing=known.keys if known else ())
    return [found[urn] for urn in sorted(found)]

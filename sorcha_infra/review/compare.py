"""Steps between two plans of one stack that were rendered offline."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sorcha_infra.domain.change import Op, Step
from sorcha_infra.domain.resources import Kind, Resource
from sorcha_infra.profiles import replacements
from sorcha_infra.review.mask import masked

_ROOT = "sorcha:index:SorchaStack"


def steps(before: Iterable[Resource], after: Iterable[Resource]) -> tuple[Step, ...]:
    """Steps that an engine would take, by URN."""
    old, new = ({entry.urn: entry for entry in plan} for plan in (before, after))
    names = _components(old) | _components(new)
    changes = {
        urn: step
        for urn in sorted(old.keys() | new.keys())
        if (step := _step(old.get(urn), new.get(urn), names)) is not None
    }
    return tuple(_with_consequences(changes, new, old, names))


def _components(plan: Mapping[str, Resource]) -> dict[str, str]:
    return {urn: entry.name for urn, entry in plan.items() if not entry.custom and entry.type != _ROOT}


def _step(old: Resource | None, new: Resource | None, names: Mapping[str, str]) -> Step | None:
    if old is None or new is None:
        return _new_step(Op.CREATE if old is None else Op.DELETE, old, new, names)
    first, second = old.inputs, new.inputs
    keys = {key for key in (*first, *second) if first.get(key) != second.get(key)}
    keys -= set(new.ignore_changes)
    causes = replacements(new.type, keys, new.replace_on_changes) if new.custom else ()
    if not keys and (old.protect, old.retain) == (new.protect, new.retain):
        return None
    op = Op.REPLACE if causes else Op.UPDATE
    return _new_step(op, old, new, names, keys=tuple(sorted(keys)), causes=causes)


def _new_step(
    op: Op,
    old: Resource | None,
    new: Resource | None,
    names: Mapping[str, str],
    *,
    keys: tuple[str, ...] = (),
    causes: tuple[str, ...] = (),
) -> Step:
    parent = (new or old or _NO_RESOURCE).parent
    return Step(
        op=op,
        old=_without_secrets(old),
        new=_without_secrets(new),
        component=names.get(parent, ""),
        keys=keys,
        causes=causes,
    )


_NO_RESOURCE = Resource(urn="", type="", name="", kind=None, inputs={})


def _without_secrets(entry: Resource | None) -> Resource | None:
    return None if entry is None else replace(entry, inputs=masked(entry.inputs))


def _with_consequences(
    changes: dict[str, Step],
    new: Mapping[str, Resource],
    old: Mapping[str, Resource],
    names: Mapping[str, str],
) -> Iterable[Step]:
    """Add the users of each replaced resource.

    Its outputs are unknown until it exists again, and an unknown value of an input that forces a
    replacement is a replacement (provider-semantics §1.2). Not for images: the plan has their new id.
    """
    replacement_urns = {
        urn for urn, step in changes.items() if step.op is Op.REPLACE and step.kind is not Kind.IMAGE
    }
    for urn in sorted(new.keys() & old.keys()):
        entry = new[urn]
        if not entry.custom or (urn in changes and changes[urn].op is Op.REPLACE):
            continue
        keys = {key for key, urns in entry.uses.items() if replacement_urns & set(urns)}
        if replacements(entry.type, keys, entry.replace_on_changes):
            step = changes.get(urn)
            changes[urn] = _new_step(Op.REPLACE, old[urn], entry, names, keys=step.keys if step else ())
    return [changes[urn] for urn in sorted(changes)]

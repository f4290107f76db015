"""Conversion of the arguments of a policy to the model of the rules."""

from collections.abc import Mapping, Sequence
from typing import Any

import pulumi_policy.policy
from pulumi_policy import PolicyResource, ResourceValidationArgs
from pulumi_policy.deserialize import deserialize_properties
from pulumi_policy.proxy import _is_unknown
from pulumi_policy.secret import Secret

from sorcha_infra.domain.resources import Hidden, Resource, Unknown
from sorcha_infra.profiles import kind


def keep_secret_marks() -> None:
    """Make the SDK keep marks of secrets, which it removes for validation policies."""
    pulumi_policy.policy.deserialize_properties = lambda props, _=False: plain(
        deserialize_properties(props, proxy_secrets=True)
    )


def resource(subject: PolicyResource | ResourceValidationArgs) -> Resource:
    """Convert one resource; a pack does not see `retainOnDelete`."""
    inputs = {key: value for key, value in plain(subject.props).items() if value is not None}
    return Resource(
        urn=subject.urn,
        type=subject.resource_type,
        name=subject.name,
        kind=kind(subject.resource_type, inputs),
        inputs=inputs,
        protect=bool(subject.opts.protect),
        delete_before_replace=bool(subject.opts.delete_before_replace),
        ignore_changes=tuple(subject.opts.ignore_changes),
    )


def plain(value: Any) -> Any:
    """Remove the SDK's wrappers, which hide secret and unknown values."""
    match value:
        case Hidden() | Unknown():
            return value
        case Secret():
            return Hidden(plain(value.value))
        case str():
            return Unknown() if _is_unknown(value) else value
        case Mapping():
            inner = _unwrap(value)
            # `__defaults` is a mark of the provider bridge.
            return {key: plain(entry) for key, entry in inner.items() if key != "__defaults"}
        case Sequence():
            return [plain(entry) for entry in _unwrap(value)]
        case float() if value.is_integer():
            return int(value)
    return value


def _unwrap(value: Any) -> Any:
    return value["__target"] if type(value).__name__.endswith("Proxy") else value

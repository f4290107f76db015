"""Engine of a render, which records every request and answers with the minimum."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from google.protobuf import empty_pb2
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.mocks import MockCallArgs, MockMonitor, MockResourceArgs, Mocks
from pulumi.runtime.proto import resource_pb2
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

from . import plan
from .outputs import OUTPUTS, SECRET_OUTPUTS
from .wire import decoded, revealed

_HOOKS = (
    "before_create",
    "after_create",
    "before_update",
    "after_update",
    "before_delete",
    "after_delete",
    "on_error",
)


class DuplicateUrnError(Exception):
    """Two resources with the same URN."""


class _NoMocks(Mocks):
    """Mocks without provider functions, because the program calls none."""

    def call(self, args: MockCallArgs) -> Any:
        raise NotImplementedError(f"{args.token}: provider functions are not supported")

    def new_resource(self, args: MockResourceArgs) -> Any:
        raise NotImplementedError(f"{args.typ}: not registered through the recorder")


class Recorder(MockMonitor):
    """Recorder of raw requests; the mocks of the SDK omit options and marks of secrets."""

    def __init__(self, project: str, stack: str, preview: bool) -> None:
        super().__init__(_NoMocks())
        self._preview = preview
        self._scope = f"urn:pulumi:{stack}::{project}::"
        self.registrations: dict[str, plan.Resource] = {}
        self.outputs: dict[str, Any] = {}
        self.secrets: dict[str, str] = {}

    def make_urn(self, parent: str, type_: str, name: str) -> str:
        """URN in the format of the engine, without the root stack in the type of its children."""
        parent_type = parent.split("::")[2] if parent and f"::{plan.STACK}::" not in parent else ""
        return f"{self._scope}{f'{parent_type}$' if parent_type else ''}{type_}::{name}"

    def RegisterResource(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        """Record a request and answer it."""
        urn = self.make_urn(request.parent, request.type, request.name)
        if urn in self.registrations:
            raise DuplicateUrnError(f"{urn} is registered twice")
        inputs = decoded(request.object)
        self.registrations[urn] = plan.Resource(
            urn=urn,
            type=request.type,
            name=request.name,
            parent=request.parent,
            custom=request.custom,
            raw=inputs,
            dependencies=frozenset(request.dependencies),
            property_dependencies={
                key: frozenset(dependency.urns) for key, dependency in request.propertyDependencies.items()
            },
            protect=request.protect,
            retain=request.retainOnDelete,
            delete_before_replace=request.deleteBeforeReplace,
            replace_on_changes=tuple(request.replaceOnChanges),
            ignore_changes=tuple(request.ignoreChanges),
            additional_secret_outputs=tuple(request.additionalSecretOutputs),
            hooks={kind: tuple(names) for kind in _HOOKS if (names := getattr(request.hooks, kind))},
        )
        answer = Struct()
        if not self._preview:
            answer.update(self._provider_outputs(request, revealed(inputs)))
        identity = f"{request.name}-id" if request.custom and not self._preview else ""
        return resource_pb2.RegisterResourceResponse(urn=urn, id=identity, object=answer)

    def _provider_outputs(self, request: Any, inputs: Mapping[str, Any]) -> dict[str, Any]:
        if secret := SECRET_OUTPUTS.get(request.type):
            value = self.secrets[request.name] = f"generated-{request.name}"
            return {secret: {_special_sig_key: _special_secret_sig, "value": value}}
        outputs = OUTPUTS.get(request.type)
        return {} if outputs is None else outputs(inputs, request.name)

    def RegisterResourceOutputs(self, request: Any) -> Any:  # noqa: N802 - the protocol's name
        """Record the outputs of a component."""
        self.outputs[request.urn] = decoded(request.outputs)
        return empty_pb2.Empty()

    def plan_resources(self) -> Iterator[plan.Resource]:
        """All resources except the root stack, with the outputs of the components."""
        for resource in self.registrations.values():
            if resource.type != plan.STACK:
                values = {**vars(resource), "outputs": self.outputs.get(resource.urn, {})}
                yield plan.Resource(**values)

    def stack_outputs(self) -> dict[str, Any]:
        """Exports of the program."""
        roots = [resource.urn for resource in self.registrations.values() if resource.type == plan.STACK]
        return dict(self.outputs.get(roots[0], {})) if roots else {}

"""Client of a resource plugin: its protocol without CLI, state and engine."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import grpc
from google.protobuf.json_format import MessageToDict
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import provider_pb2 as messages
from pulumi.runtime.proto.provider_pb2_grpc import ResourceProviderStub

PATIENCE = 30.0
# Mark of a secret value in a struct of the protocol.
SECRET_MARK = "4dabf18193072939515e22adb298388d"


class Plugin:
    """Running plugin process."""

    def __init__(self, binary: Path, environment: Mapping[str, str]) -> None:
        assert binary.exists(), f"no {binary}: run `make setup`"
        self._process = subprocess.Popen(
            [str(binary)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=dict(environment)
        )
        assert self._process.stdout
        port = self._process.stdout.readline().strip()
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        self._stub = ResourceProviderStub(self._channel)

    def stop(self) -> None:
        self._channel.close()
        self._process.kill()
        self._process.wait()

    def configure(self, **settings: str) -> None:
        self._stub.Configure(
            messages.ConfigureRequest(args=_struct(settings), acceptSecrets=True, acceptResources=True),
            timeout=PATIENCE,
        )

    def check(self, kind: str, inputs: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
        """Inputs with defaults, and the reasons of a rejection."""
        answer = self._stub.Check(
            messages.CheckRequest(urn=_urn(kind), news=_struct(inputs), randomSeed=bytes(32)),
            timeout=PATIENCE,
        )
        return MessageToDict(answer.inputs), [failure.reason for failure in answer.failures]

    def create(self, kind: str, inputs: Mapping[str, Any], *, preview: bool = False) -> dict[str, Any]:
        """Outputs; a preview has the names of unknown outputs too."""
        checked_inputs, failures = self.check(kind, inputs)
        assert not failures, failures
        answer = self._stub.Create(
            messages.CreateRequest(urn=_urn(kind), properties=_struct(checked_inputs), preview=preview),
            timeout=PATIENCE,
        )
        return MessageToDict(answer.properties)

    def diff(self, kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> messages.DiffResponse:
        """Effect of a change of inputs, with the old inputs as the state."""
        before, after = _struct(self.check(kind, old)[0]), _struct(self.check(kind, new)[0])
        request = messages.DiffRequest(id="id", urn=_urn(kind), olds=before, news=after, old_inputs=before)
        answer: messages.DiffResponse = self._stub.Diff(request, timeout=PATIENCE)
        return answer


def secret(value: Any) -> str:
    """Text of a value that must be marked as secret."""
    assert SECRET_MARK in value, "not marked as a secret"
    return str(value["value"])


def _urn(kind: str) -> str:
    return f"urn:pulumi:stack::project::{kind}::name"


def _struct(values: Mapping[str, Any]) -> Struct:
    struct = Struct()
    struct.update(dict(values))
    return struct

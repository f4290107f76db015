"""The policy pack as the engine runs it: a process with a protocol."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from types import TracebackType
from typing import Any

import grpc
from google.protobuf.struct_pb2 import Struct
from pulumi.runtime.proto import analyzer_pb2, analyzer_pb2_grpc
from pulumi.runtime.rpc import _special_secret_sig, _special_sig_key

from sorcha_infra.paths import ROOT
from tests.gates.breach import StackSettings
from tests.harness import Resource, Secret

FOLDER = ROOT / "policy"
_OPTIONS = [("grpc.max_receive_message_length", 2**28), ("grpc.max_send_message_length", 2**28)]

Violations = set[tuple[str, str]]
"""Name of the policy, message."""


class Pack:
    """One process, for one stack file."""

    def __init__(self, settings: StackSettings) -> None:
        python = FOLDER / "venv" / "bin" / "python"
        assert python.exists(), "the policy pack has no environment: make policy"
        self._process = subprocess.Popen(
            [python, "-u", "-m", "pulumi.policy", "127.0.0.1:1", str(FOLDER)],
            cwd=FOLDER,
            env={
                **os.environ,
                "PULUMI_PROJECT": "sorcha",
                "PULUMI_STACK": "dev",
                "PULUMI_DRY_RUN": "true",
                "PULUMI_CONFIG": json.dumps(settings.values),
            },
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        port = self._process.stdout.readline().strip()
        assert port.isdecimal(), f"the pack did not start: {port!r}"
        self._channel = grpc.insecure_channel(f"127.0.0.1:{port}", options=_OPTIONS)
        self._stub = analyzer_pb2_grpc.AnalyzerStub(self._channel)

    def __enter__(self) -> Pack:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._channel.close()
        self._process.terminate()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def info(self) -> Any:
        """Description of the pack."""
        from google.protobuf import empty_pb2  # noqa: PLC0415

        return self._stub.GetAnalyzerInfo(empty_pb2.Empty())

    def analyze(self, resource: Resource) -> Violations:
        """Violations of one resource before its creation."""
        request = analyzer_pb2.AnalyzeRequest(
            type=resource.type,
            urn=resource.urn,
            name=resource.name,
            properties=_struct(resource.raw),
            options=_options(resource),
        )
        return _violations(self._stub.Analyze(request))

    def analyze_stack(self, resources: Iterable[Resource]) -> Violations:
        """Violations of all resources."""
        request = analyzer_pb2.AnalyzeStackRequest(
            resources=[
                analyzer_pb2.AnalyzerResource(
                    type=resource.type,
                    urn=resource.urn,
                    name=resource.name,
                    properties=_struct(resource.raw),
                    options=_options(resource),
                    parent=resource.parent,
                )
                for resource in resources
            ]
        )
        return _violations(self._stub.AnalyzeStack(request))


def _violations(response: Any) -> Violations:
    return {(diagnostic.policyName, diagnostic.message) for diagnostic in response.diagnostics}


def _options(resource: Resource) -> Any:
    return analyzer_pb2.AnalyzerResourceOptions(
        protect=resource.protect,
        ignoreChanges=list(resource.ignore_changes),
        deleteBeforeReplace=resource.delete_before_replace,
        deleteBeforeReplaceDefined=True,
    )


def _struct(raw: Any) -> Struct:
    struct = Struct()
    struct.update(_wire(raw))
    return struct


def _wire(value: Any) -> Any:
    match value:
        case Secret():
            return {_special_sig_key: _special_secret_sig, "value": _wire(value.value)}
        case dict():
            return {key: _wire(entry) for key, entry in value.items()}
        case list():
            return [_wire(entry) for entry in value]
    return value

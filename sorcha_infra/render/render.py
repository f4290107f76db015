"""Rendering of a program for a stack, as the language host runs it."""

from __future__ import annotations

import asyncio
import logging
import runpy
from collections.abc import Callable, Collection, Coroutine, Mapping
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pulumi
from pulumi.runtime import config
from pulumi.runtime.mocks import MockEngine
from pulumi.runtime.settings import SETTINGS, reset_options
from pulumi.runtime.stack import run_in_stack

from .monitor import Recorder
from .plan import Plan, in_start_order

PROJECT = "sorcha"


class RefusedError(Exception):
    """The program ended with a report for its operator."""

    def __init__(self, report: str, plan: Plan) -> None:
        super().__init__(report)
        self.report = report
        self.plan = plan
        """Resources that were registered before."""


def run(
    stack: str,
    values: Mapping[str, str],
    secret_keys: Collection[str],
    *,
    program: Path | Callable[[], None],
    preview: bool = False,
    seconds: float = 60,
) -> Plan:
    """Render the plan of a stack.

    Args:
        stack: name of the stack.
        values: configuration by full key, secrets in plain text.
        secret_keys: keys with a secret value.
        program: file to run, or function that registers resources.
        preview: whether values that only an engine knows stay unknown.
        seconds: time-out, many times longer than a render on a busy machine.

    Raises:
        RefusedError: if the program refused the configuration.
        TimeoutError: if the program waits for itself.
    """

    async def main() -> None:
        async with asyncio.timeout(seconds):
            await run_in_stack(lambda: _start(program))

    # All state of Pulumi's runtime is in context variables, so a copy isolates it.
    return copy_context().run(_run, stack, values, sorted(secret_keys), preview, main)


class _Hooks:
    """Recorder of the hooks of a program; the one of the SDK opens a port for the engine."""

    def __init__(self) -> None:
        self.by_name: dict[str, Callable[[Any], Any]] = {}

    def register_error_hook(self, hook: pulumi.ErrorHook) -> None:
        self._register(hook.name, hook.callback)

    def register_resource_hook(self, hook: pulumi.ResourceHook) -> None:
        self._register(hook.name, hook.callback)

    def _register(self, name: str, function: Callable[[Any], Any]) -> None:
        if name in self.by_name:
            raise ValueError(f"two hooks have the name {name}, and the engine would call only one")
        self.by_name[name] = function


class _Warnings(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(record.getMessage())


def _start(program: Path | Callable[[], None]) -> None:
    if isinstance(program, Path):
        runpy.run_path(str(program), run_name="__main__")
    else:
        program()


def _run(
    stack: str,
    values: Mapping[str, str],
    secret_keys: list[str],
    preview: bool,
    main: Callable[[], Coroutine[Any, Any, None]],
) -> Plan:
    recorder, hooks, warnings = Recorder(PROJECT, stack, preview), _Hooks(), _Warnings()
    logger = logging.Logger("render")
    logger.addHandler(warnings)
    reset_options(project=PROJECT, stack=stack, preview=preview)
    runtime: Any = SETTINGS  # its annotations allow real connections only
    runtime.monitor, runtime.engine, runtime.callbacks = recorder, MockEngine(logger), hooks
    config.set_all_config(dict(values), secret_keys)

    def plan() -> Plan:
        return Plan(
            stack=stack,
            resources=in_start_order(list(recorder.plan_resources())),
            outputs=recorder.stack_outputs(),
            warnings=tuple(warnings.texts),
            secrets=recorder.secrets | {key.removeprefix(f"{PROJECT}:"): values[key] for key in secret_keys},
            hooks=hooks.by_name,
            configuration={key: value for key, value in values.items() if key not in secret_keys},
        )

    try:
        with asyncio.Runner() as runner:
            # As the language host does, ignore outputs that a failed program leaves unread.
            runner.get_loop().set_exception_handler(lambda *_: None)
            runner.run(main(), context=copy_context())
    except pulumi.RunError as error:
        raise RefusedError(str(error), plan()) from error
    return plan()

"""Rendering of a stack without an engine, from the real program to plain data."""

from tests.harness.plan import Plan, Resource
from tests.harness.render import RefusedError, render
from tests.harness.wire import SECRET, Secret, masked, revealed

__all__ = ["SECRET", "Plan", "RefusedError", "Resource", "Secret", "masked", "render", "revealed"]

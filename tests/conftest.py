"""Fixtures of all tests: the plans of the dev stack, rendered once."""

from __future__ import annotations

import os

import pytest

from tests.harness import Plan, render

# Otherwise an Output in an f-string becomes a warning text in the argument of a container.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "1"


@pytest.fixture(scope="session")
def dev() -> Plan:
    """Committed dev stack."""
    return render("dev")


@pytest.fixture(scope="session")
def two_tenants() -> Plan:
    """Dev stack with one changed value."""
    return render("dev", {"services": {"tenant": {"replicas": 2}}})

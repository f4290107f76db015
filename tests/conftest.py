"""What every test can use: the plans of the dev stack, rendered once."""

from __future__ import annotations

import os

import pytest

from tests.harness import Plan, render

# An Output in an f-string becomes a warning text in a container's argument; this makes it an error.
os.environ["PULUMI_ERROR_OUTPUT_STRING"] = "1"


@pytest.fixture(scope="session")
def dev() -> Plan:
    """The dev stack as it is committed."""
    return render("dev")


@pytest.fixture(scope="session")
def two_tenants() -> Plan:
    """The dev stack with one value changed."""
    return render("dev", {"services": {"tenant": {"replicas": 2}}})

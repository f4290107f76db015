"""The Go code of the stand-ins: form, vet and unit tests."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.e2e


def test_the_go_code_is_in_form_and_its_unit_tests_pass() -> None:
    verify = Path(__file__).parent / "services" / "verify"
    done = subprocess.run([verify], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\nok ") >= 5

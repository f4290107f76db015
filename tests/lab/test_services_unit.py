"""The Go code of the stand-ins: form, vet and unit tests."""

from __future__ import annotations

import subprocess

import pytest

from sorcha_infra.paths import LAB

pytestmark = pytest.mark.e2e


def test_the_go_code_is_in_form_and_its_unit_tests_pass() -> None:
    verify = LAB / "services" / "verify"
    result = subprocess.run([verify], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    assert result.stdout.count("\nok ") >= 5

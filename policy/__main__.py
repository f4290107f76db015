"""Policy pack with the rules of `sorcha_infra.domain` and of the profiles; it adds none.

`pulumi preview --policy-pack policy` and `pulumi up --policy-pack policy` apply them. The pack starts in the
Python of the program and then replaces itself by its own (`make policy`). If PulumiPolicy.yaml named the
latter, a preview would hang silently while it is missing (measured with 3.259).
"""

import os
import sys
from importlib.util import find_spec
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent
_OWN = _FOLDER / "venv"

if find_spec("pulumi_policy") is None:
    _python = _OWN / "bin" / "python"
    if not _python.exists() or Path(sys.prefix).resolve() == _OWN.resolve():
        sys.exit(
            "error: policy: has no Python environment with pulumi-policy. "
            f"Expected {_python.relative_to(_FOLDER.parent)}.\n"
            "    Fix: make policy"
        )
    os.execv(_python, [str(_python), *sys.orig_argv[1:]])  # noqa: S606 - without a shell

sys.path[:0] = [str(_FOLDER.parent), str(_FOLDER)]

from pack import policies  # noqa: E402 - needs the path above
from pulumi_policy import EnforcementLevel, PolicyPack  # noqa: E402 - may be in the other Python, see above

PolicyPack("sorcha", policies(), enforcement_level=EnforcementLevel.MANDATORY)

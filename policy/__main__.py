"""The policy pack: the rules of `sorcha_infra.domain`, told to Pulumi. It has no rules of its own.

`pulumi preview --policy-pack policy` and `pulumi up --policy-pack policy` judge what is about to
happen by them. The pack begins in the program's Python and changes into its own (`make policy`):
were the latter named in PulumiPolicy.yaml, a missing one would leave the preview waiting without
a word (seen with 3.259).
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
            "error: the policy pack has no environment\n"
            f"  found: no {_python.relative_to(_FOLDER.parent)} with pulumi-policy\n"
            "  next:  make policy, then the same command again"
        )
    os.execv(_python, [str(_python), *sys.orig_argv[1:]])  # noqa: S606 - no shell is meant

sys.path[:0] = [str(_FOLDER.parent), str(_FOLDER)]

from pack import policies  # noqa: E402 - found through the path above
from pulumi_policy import EnforcementLevel, PolicyPack  # noqa: E402 - perhaps of another Python, see above

PolicyPack("sorcha", policies(), enforcement_level=EnforcementLevel.MANDATORY)

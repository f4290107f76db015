"""The lab's images, for machines without a registry."""

import subprocess

from sorcha_infra.console import UserError
from sorcha_infra.paths import LAB, ROOT


def build_lab() -> None:
    """Builds the lab's images; those that are up to date are left alone.

    Raises:
        UserError: where that fails.
    """
    if subprocess.run([LAB / "build"], cwd=ROOT, check=False).returncode != 0:
        raise UserError(
            "the lab's images could not be built",
            finding="lab/build failed, see above",
            next_step="mend what it says, then make up again",
        )

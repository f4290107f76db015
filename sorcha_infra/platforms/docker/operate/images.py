"""Images of the lab, for machines without a registry."""

import subprocess

from sorcha_infra.console import UserError
from sorcha_infra.paths import LAB, ROOT


def build_lab() -> None:
    """Build the images of the lab that are not up to date.

    Raises:
        UserError: if the build fails.
    """
    if subprocess.run([LAB / "build"], cwd=ROOT, check=False).returncode != 0:
        raise UserError(
            "lab/build",
            "failed, so the images of the lab are not available. Its output is above",
            fix="fix the cause printed above, then run the same command again",
        )

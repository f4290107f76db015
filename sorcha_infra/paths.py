"""Places in the repository."""

from pathlib import Path

PRODUCT = Path(__file__).parent
ROOT = PRODUCT.parent
"""The clone: the folder of Pulumi.yaml, and working directory of the program."""

STACKS = ROOT / "stacks"
DOCS = ROOT / "docs"
LAB = ROOT / "lab"

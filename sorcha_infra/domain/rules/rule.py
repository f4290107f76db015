"""Type of a rule over the configuration."""

from collections.abc import Callable, Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem

ROOT = "sorcha:deployment"

Rule = Callable[[Deployment], Iterator[Problem]]
"""Function that yields problems; its name is the policy, the first line of its docstring the reason."""

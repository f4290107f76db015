"""What a rule over the configuration is."""

from collections.abc import Callable, Iterator

from sorcha_infra.domain.deployment import Deployment
from sorcha_infra.domain.problems import Problem

ROOT = "sorcha:deployment"

Rule = Callable[[Deployment], Iterator[Problem]]
"""Yields problems; its name and its first line say what it holds and why."""

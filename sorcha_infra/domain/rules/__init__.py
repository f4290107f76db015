"""Rules over the configuration, as named pure functions with a reason.

Each takes the whole deployment and yields problems. Configuration, tests and the policy pack apply the same
rules. One module for each subject; add a new rule to `RULES` of its subject.
"""

from sorcha_infra.domain.rules.judge import RULES, judge, problems_by
from sorcha_infra.domain.rules.rule import ROOT, Rule

__all__ = ["ROOT", "RULES", "Rule", "judge", "problems_by"]

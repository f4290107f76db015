"""What a deployment may not be, as named pure functions with a reason.

Each takes the whole deployment and yields problems; none knows who asks (configuration, tests or
a policy pack). One module for each subject; a new rule goes into its subject's `RULES`.
"""

from sorcha_infra.domain.rules.judge import RULES, judge, problems_by
from sorcha_infra.domain.rules.rule import ROOT, Rule

__all__ = ["ROOT", "RULES", "Rule", "judge", "problems_by"]

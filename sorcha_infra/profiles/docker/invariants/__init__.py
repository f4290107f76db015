"""Rules over the resources that a plan asks a Docker engine for, as named pure functions with a reason.

Each takes a whole plan and yields findings; pytest asks them over the rendered plan, the policy pack
over a preview. One module for each subject; a new rule goes into its `RESOURCE_RULES` or `STACK_RULES`.
"""

from sorcha_infra.domain.resources import Invariants
from sorcha_infra.profiles.docker.invariants import containers, data, images, network, pools, secrets

INVARIANTS = Invariants(
    resource_rules=(
        *containers.RESOURCE_RULES,
        *data.RESOURCE_RULES,
        *secrets.RESOURCE_RULES,
        *network.RESOURCE_RULES,
        *images.RESOURCE_RULES,
    ),
    stack_rules=(*secrets.STACK_RULES, *network.STACK_RULES, *pools.STACK_RULES),
)

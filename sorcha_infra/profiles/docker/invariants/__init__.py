"""Rules over the resources of a plan for a Docker engine, as named pure functions with a reason.

Each takes a whole plan and yields findings. pytest applies them to the rendered plan, the policy pack to a
preview. One module for each subject; add a new rule to its `RESOURCE_RULES` or `STACK_RULES`.
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

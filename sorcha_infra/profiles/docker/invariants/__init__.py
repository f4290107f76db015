"""Rules over the resources that a plan asks a Docker engine for, as named pure functions with a reason.

Each takes a whole plan and yields findings; pytest asks them over the rendered plan, the policy pack
over a preview. One module for each subject; a new rule goes into its subject's `EACH` or `WHOLE`.
"""

from sorcha_infra.domain.resources import Invariants
from sorcha_infra.profiles.docker.invariants import containers, data, images, network, pools, secrets

INVARIANTS = Invariants(
    each=(*containers.EACH, *data.EACH, *secrets.EACH, *network.EACH, *images.EACH),
    whole=(*secrets.WHOLE, *network.WHOLE, *pools.WHOLE),
)

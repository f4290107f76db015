"""docs/security.md: secrets and ports, of every platform."""

from sorcha_infra.domain.secrets import EXPOSURES, SECRETS
from sorcha_infra.profiles import profiles


def security() -> str:
    """The page."""
    secrets = "\n".join(
        f"| `sorcha:{facts.name}` | {facts.opens} | {facts.length or 'given only'} | {facts.change} |"
        for facts in SECRETS.values()
    )
    rows = "\n".join(
        f"| `sorcha:{exposure.secret}` | {exposure.location} | {exposure.reason} |" for exposure in EXPOSURES
    )
    exposures = f"| secret | location | reason |\n|---|---|---|\n{rows}"
    platforms = "\n".join(
        section.replace("<EXPOSURES>", exposures) for profile in profiles() if (section := profile.security())
    )
    return f"""<!-- Written by `python -m sorcha_infra.explain.pages`; a test keeps it fresh. -->
# Security: secrets and ports

Each secret is generated (letters and digits, by the random provider) or given by
`pulumi config set --secret --stack <stack> <key>`. A given one is checked before anything is created: its
length, and characters that its file format cannot carry.

| key | opens | length, if generated | can be changed |
|---|---|---|---|
{secrets}

{platforms}
## Loss of secrets

The passphrase opens the state, and the state holds the secrets: back up the folder of the state, which has
both, like the volumes ([by hand](runbooks/backup-by-hand.md)).

`sorcha:adminPassword` is the administrator's first password; a change in Sorcha stays. A secret marked "no"
is used when data are created. A job refuses another value before it does harm, and accepts the old one again.
"""

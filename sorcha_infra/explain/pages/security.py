"""docs/security.md: secrets of every platform, and where each platform keeps them."""

from sorcha_infra.domain.secrets import EXPOSURES, SECRETS
from sorcha_infra.profiles import profiles


def security() -> str:
    """The page."""
    secrets = "\n".join(
        f"| `sorcha:{facts.name}` | {facts.opens} | {facts.length} |" for facts in SECRETS.values()
    )
    rows = "\n".join(
        f"| `sorcha:{exposure.secret}` | {exposure.location} | {exposure.reason} |" for exposure in EXPOSURES
    )
    exposures = f"| secret | where it shows | why |\n|---|---|---|\n{rows}"
    platforms = "\n".join(
        section.replace("<EXPOSURES>", exposures) for profile in profiles() if (section := profile.security())
    )
    return f"""<!-- Written by `python -m sorcha_infra.explain.pages`; a test keeps it fresh. -->
# Secrets: what they open, where they are, where they are not

Each secret is generated (letters and digits, by the random provider) or given by
`pulumi config set --secret --stack <stack> <key>`. A given one is checked before anything is
touched: long enough, and without a character that the grammar it travels in cannot carry.

| key | opens | characters, if generated |
|---|---|---|
{secrets}

{platforms}
## Losing them

The passphrase opens the state and the state holds the secrets: back up the folder of the state, in
which both lie, like the volumes.

Three secrets are used when data are created, and cannot be changed afterwards. A job refuses another value
before it does harm, and accepts the old one again: `sorcha:walletKeyMaterial` (the service would
delete keys that its material does not open), `sorcha:postgresPassword` and `sorcha:mongoPassword`
(changing them is not built yet). `sorcha:adminPassword` is what the administrator starts with; whoever
changes it in Sorcha keeps the change.
"""

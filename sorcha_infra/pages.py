"""Pages made from the program's own data: `python -m sorcha_infra.pages` writes docs/."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from sorcha_infra.domain.environment import APPSETTINGS
from sorcha_infra.domain.secrets import EXPOSURES, SECRETS
from sorcha_infra.explain import gates
from sorcha_infra.explain.page import drawn, explained, summary

STACKS = ("dev", "prod-small", "prod-large")
DOCS = Path(__file__).parents[1] / "docs"
README = DOCS.with_name("README.md")


def security() -> str:
    """docs/security.md."""
    secrets = "\n".join(
        f"| `sorcha:{facts.name}` | {facts.opens} | {facts.length} |" for facts in SECRETS.values()
    )
    exposures = "\n".join(
        f"| `sorcha:{exposure.secret}` | {exposure.where} | {exposure.why} |" for exposure in EXPOSURES
    )
    return f"""<!-- Written by `python -m sorcha_infra.pages`; a test keeps it fresh. -->
# Secrets: what they open, where they are, where they are not

Each secret is generated (letters and digits, by the random provider) or given by
`pulumi config set --secret --stack <stack> <key>`. A given one is checked before anything is
touched: long enough, and without a character that the grammar it travels in cannot carry.

| key | opens | characters, if generated |
|---|---|---|
{secrets}

## Where they are

- In the state and, if given, in the stack file: encrypted with the passphrase.
- In files of the containers. Services: `{APPSETTINGS}`, mode 0444, because the images run as a user of
  their own and the engine then takes no owner; whoever may read a service's files is that service.
  The settings of a proxy (a password for its checks, a certificate's key) come the same way into a job
  that ends at once, and lie in a volume that only the proxy's user may read. Stores and other jobs:
  files of mode 0400 that belong to the process that reads them.
- On the engine's disk, as part of the containers: root of the engine's machine reads everything.
- In the stores: PostgreSQL keeps SCRAM verifiers, the tenant SHA-256 hashes of the service accounts'
  secrets, MongoDB SCRAM credentials. The volume of a Sentinel holds the password of Redis in clear,
  in a file of mode 0600: Sentinel logs in with it.

They are not in arguments, not in environments, not in `docker inspect`, not in logs, not in plain text
in the state; `tests/e2e` looks for every one of them in all of these places. What is excepted:

| secret | where it shows | why |
|---|---|---|
{exposures}

## What is published

Without an edge one port, the gateway's, on the loopback of the machine; with one the edge's two, at
`edge.address`. Where `peer.externalAddress` is set, the peer's port too, at `peer.address`: other nodes
call it without the gateway, and it speaks HTTP/2 without TLS and asks no caller who it is, so that who
may come is a matter for a firewall or a tunnel. Stores and the other services share a private network of
the installation and publish nothing. Containers of services have no capabilities; no container can
gain privileges. The edge lets nobody reach `/api/tenants/bootstrap`, which makes an administrator
without asking who calls.

## Losing them

The passphrase opens the state and the state holds the secrets: back up the folder of the state, in
which both lie, like the volumes.

Three secrets are used when data are made, and cannot be changed afterwards. A job refuses another value
before it does harm, and the old one given again mends it: `sorcha:walletKeyMaterial` (the service would
delete keys that its material does not open), `sorcha:postgresPassword` and `sorcha:mongoPassword`
(changing them is not built yet). `sorcha:adminPassword` is what the administrator starts with; whoever
changes it in Sorcha keeps the change.
"""


def _stack(name: str) -> Callable[[], str]:
    """docs/<stack>.md: all that `explain` says of a stack of this repository."""

    def page() -> str:
        drawing = f"## Topology\n\n![Topology of {name}]({name}.svg)"
        return f"{_HEAD.format(name=name)}\n" + explained(name).replace("## Topology", drawing, 1)

    return page


def readme() -> str:
    """README.md with the table of the tiers as it is now."""
    before, _, rest = README.read_text().partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return f"{before}{_BEGIN}\n{summary(*STACKS)}{_END}{after}"


_BEGIN, _END = "<!-- tiers: written by `python -m sorcha_infra.pages` -->", "<!-- end of tiers -->"
_HEAD = "<!-- Written by `python -m sorcha_infra.pages` (explain --stack {name}); a test keeps it fresh. -->"

PAGES: dict[str, Callable[[], str]] = {
    "security.md": security,
    "rules.md": gates.page,
    **{f"{name}.md": _stack(name) for name in STACKS},
    **{f"{name}.svg": partial(drawn, name) for name in STACKS},
}
"""File in docs/ → what writes it."""


def main() -> None:
    """Writes every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
    README.write_text(readme())


if __name__ == "__main__":
    main()

"""Section of docs/security.md about Docker."""

from sorcha_infra.domain.environment import APPSETTINGS
from sorcha_infra.profiles.docker.ports import ports


def security() -> str:
    """Places of secrets on an engine, and its ports."""
    return f"""## Places of secrets

- The state, and the stack file if the operator set the secret there. Both are encrypted with the passphrase.
- Files of the containers:
  - Services read `{APPSETTINGS}`, mode 0444. The images run as a user of their own, for which the engine
    cannot set the owner of a file. Only the service itself can read files of its container.
  - A job writes the settings of a proxy (a password for its checks, the key of a certificate) to a volume
    that only the user of the proxy can read. The job gets them like a service, and ends at once.
  - Stores and other jobs read files of mode 0400, owned by the process that reads them.
- The disk of the engine, as part of the containers. Root of that machine can read everything.
- The stores. PostgreSQL keeps SCRAM verifiers, MongoDB SCRAM credentials, and the tenant SHA-256 hashes of
  the secrets of the service accounts. The volume of a Sentinel contains the password of Redis in plain text,
  in a file of mode 0600, because Sentinel logs in with it.

Secrets are not in arguments, environments, `docker inspect`, logs, or in plain text in the state;
`tests/e2e` searches all of these places for each secret. Exceptions:

<EXPOSURES>

{ports()}

The peer's port bypasses the gateway. Containers of services have no capabilities; no container can gain
privileges. The edge blocks `/api/tenants/bootstrap`, where the service creates an administrator without
authentication.
"""

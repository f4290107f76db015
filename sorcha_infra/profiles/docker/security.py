"""The section of docs/security.md about Docker."""

from sorcha_infra.domain.environment import APPSETTINGS


def security() -> str:
    """Where secrets are on an engine, and what is published there."""
    return f"""## Where they are

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

<EXPOSURES>

## What is published

Without an edge one port, the gateway's, on the loopback of the machine; with one the edge's two, at
`edge.address`. Where `peer.externalAddress` is set, the peer's port too, at `peer.address`: other nodes
call it without the gateway, and it speaks HTTP/2 without TLS and asks no caller who it is, so that who
may come is a matter for a firewall or a tunnel. Stores and the other services share a private network of
the installation and publish nothing. Containers of services have no capabilities; no container can
gain privileges. The edge lets nobody reach `/api/tenants/bootstrap`, which makes an administrator
without asking who calls.

## What cannot be changed yet

`sorcha:etcdPassword` and `sorcha:patroniPassword`: the job that sets up etcd refuses another value, and
accepts the old one again.
"""

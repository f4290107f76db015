"""Facts of HAProxy, the edge and the proxy of the stores."""

REPEATABLE_BODY = 12_000
"""Bytes of a body that HAProxy keeps until the answer, to ask another gateway should the first one die:
its buffer holds 16384, of which 1024 are reserved, and 3000 are left for a head with a token in it."""

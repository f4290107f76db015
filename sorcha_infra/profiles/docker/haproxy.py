"""Facts of HAProxy, the edge and the proxy of the stores."""

REPEATABLE_BODY = 12_000
"""Maximum body in bytes that HAProxy can send again to another gateway. Its buffer has 16384 bytes, of which
1024 are reserved; the rest is for a head with a token."""

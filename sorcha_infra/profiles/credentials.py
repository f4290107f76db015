"""Resource types of all platforms: generated passwords and certificates."""

from sorcha_infra.domain.resources import Kind

PASSWORD = "random:index/randomPassword:RandomPassword"
PRIVATE_KEY = "tls:index/privateKey:PrivateKey"
CERTIFICATE = "tls:index/selfSignedCert:SelfSignedCert"

KINDS = {PASSWORD: Kind.PASSWORD}

IN_PLACE: dict[str, frozenset[str]] = {
    PASSWORD: frozenset(),
    PRIVATE_KEY: frozenset(),
    CERTIFICATE: frozenset({"earlyRenewalHours"}),
}
"""Type → inputs that change without a replacement."""

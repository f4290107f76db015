"""Generated secrets, for every platform."""

import pulumi
import pulumi_random as random
import pulumi_tls as tls

from sorcha_infra.domain.edge import PublicAddress, names_of
from sorcha_infra.seam import Certificate

_LONGEST_COMMON_NAME = 64
"""Bound of X.509; clients check the names in another field."""

_DAY_HOURS = 24


class RandomGenerator:
    """Passwords of the random provider, encrypted in the state and never in an id.

    `RandomBytes` would have its value in plain text as its id.
    """

    def password(self, name: str, length: int, opts: pulumi.ResourceOptions) -> pulumi.Output[str]:
        """Generate letters and digits only, which are valid in every grammar on their way."""
        return random.RandomPassword(name, length=length, special=False, opts=opts).result

    def certificate(self, name: str, public: PublicAddress, opts: pulumi.ResourceOptions) -> Certificate:
        """Generate a certificate for one year; the first `up` in its last month creates the next.

        Certificate and key are unprotected. They open no data, and a new pair costs one more browser
        warning.
        """
        key = tls.PrivateKey(name, algorithm="ECDSA", ecdsa_curve="P256", opts=opts)
        certificate = tls.SelfSignedCert(
            f"{name}-certificate",
            allowed_uses=["digital_signature", "key_encipherment", "server_auth"],
            dns_names=list(names_of(public.host)),
            ip_addresses=[public.host] if public.is_ip else [],
            private_key_pem=key.private_key_pem,
            subject=tls.SelfSignedCertSubjectArgs(
                common_name=public.host if len(public.host) <= _LONGEST_COMMON_NAME else "sorcha",
                organization="Sorcha, self-signed",
            ),
            validity_period_hours=365 * _DAY_HOURS,
            early_renewal_hours=30 * _DAY_HOURS,
            opts=opts,
        )
        return Certificate(chain=certificate.cert_pem, key=key.private_key_pem)

"""Credentials that everybody can read in Sorcha's own repository."""

from collections.abc import Mapping

from sorcha_infra.domain.secrets import SecretName

PUBLIC_DEFAULTS = frozenset(
    {
        "Dev_Pass_2025!",
        "sorcha_dev_password",
        "c29yY2hhLWRvY2tlci1kZXYta2V5LTIwMjUtbWluLTI1Ni1iaXRzLXNlY3VyZQ==",
        "sorcha-docker-wallet-stable-key-v1",
        *(
            f"{service}-service-secret"
            for service in ("blueprint", "wallet", "register", "peer", "validator", "tenant")
        ),
    }
)
"""Administrator, stores, token key, wallet key material and service accounts (docker-compose.yml,
DatabaseInitializer.cs; contract §1.10, §2.3)."""


def public_default_names(values: Mapping[str, str]) -> tuple[SecretName, ...]:
    """Names of given secrets (by full key) whose value is one of them."""
    return tuple(name for name in SecretName if values.get(f"sorcha:{name}") in PUBLIC_DEFAULTS)

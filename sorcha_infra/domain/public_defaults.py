"""Credentials that Sorcha's repository publishes."""

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
    """Names of the secrets whose value is public; `values` has full keys."""
    return tuple(name for name in SecretName if values.get(f"sorcha:{name}") in PUBLIC_DEFAULTS)

"""Outputs of providers by type, the only table of types in the renderer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Inputs = Mapping[str, Any]


def _name(inputs: Inputs, logical: str) -> dict[str, Any]:
    return {"name": inputs.get("name", logical)}


OUTPUTS: dict[str, Callable[[Inputs, str], dict[str, Any]]] = {
    "tls:index/selfSignedCert:SelfSignedCert": lambda inputs, _: {
        "certPem": f"certificate for {', '.join(inputs['dnsNames'])}"
    },
    "docker:index/remoteImage:RemoteImage": lambda inputs, _: {"imageId": f"id of {inputs['name']}"},
    "docker:index/container:Container": _name,
    "docker:index/network:Network": _name,
    "docker:index/volume:Volume": _name,
}
"""Type → function of the inputs and the logical name that returns the outputs."""

SECRET_OUTPUTS = {
    "random:index/randomPassword:RandomPassword": "result",
    "tls:index/privateKey:PrivateKey": "privateKeyPem",
}
"""Type → output with a generated secret."""

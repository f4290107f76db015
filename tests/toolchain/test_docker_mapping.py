"""The docker plugin supports every property that its wheel sends and reads.

The mapping (toolchain/src/plugins) names them. A renamed or missing property must fail here, not as
a setting without effect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pulumi
import pulumi_docker as docker
import pytest

from tests.toolchain.plugin import Plugin
from tests.toolchain.samples import Samples, outputs

SAMPLES = Samples(
    values={
        "ContainerArgs.restart": "on-failure",
        "ContainerHealthcheckArgs.interval": "10s",
        "ContainerHealthcheckArgs.timeout": "5s",
        "ContainerHealthcheckArgs.startPeriod": "1s",
        "ContainerHealthcheckArgs.startInterval": "1s",
        "ContainerMountArgs.type": "volume",
        "ContainerMountBindOptionsArgs.propagation": "private",
        "ContainerUploadArgs.permissions": "0444",
        "ContainerUploadArgs.contentBase64": "MQ==",
        "ContainerVolumeArgs.containerPath": "/data",
        "ContainerVolumeArgs.hostPath": "/srv",
        "ContainerVolumeArgs.selinuxRelabel": "z",
        "VolumeClusterArgs.availability": "active",
        "VolumeClusterArgs.scope": "single",
        "VolumeClusterArgs.sharing": "all",
        "VolumeClusterArgs.type": "mount",
    },
    omissions={"VolumeClusterArgs.id": "set by the engine"},
)

RESOURCES: list[tuple[type[pulumi.Resource], type, dict[str, Any]]] = [
    (docker.Container, docker.ContainerArgs, {"image": "image"}),
    (docker.Network, docker.NetworkArgs, {}),
    (docker.Volume, docker.VolumeArgs, {}),
    (docker.RemoteImage, docker.RemoteImageArgs, {"name": "image"}),
    (docker.Tag, docker.TagArgs, {"sourceImage": "a", "targetImage": "b"}),
    (docker.RegistryImage, docker.RegistryImageArgs, {}),
]


@pytest.fixture(scope="module")
def plugin_docker(plugin: Callable[[str], Plugin]) -> Plugin:
    """Plugin with a missing engine, because no test here may need one."""
    instance = plugin("docker")
    instance.configure(host="unix:///nonexistent/docker.sock")
    return instance


def kind(resource: type) -> str:
    return str(getattr(resource, "pulumi_type"))  # noqa: B009 # generated, unknown to the type checker


def argument_cases() -> list[Any]:
    return [
        pytest.param(resource, {**required_inputs, name: value}, id=f"{resource.__name__}.{name}")
        for resource, args, required_inputs in RESOURCES
        for name, value in SAMPLES.arguments(args).items()
    ]


@pytest.mark.parametrize(("resource", "inputs"), argument_cases())
def test_every_argument_is_known(plugin_docker: Plugin, resource: type, inputs: dict[str, Any]) -> None:
    assert plugin_docker.check(kind(resource), inputs)[1] == []


@pytest.mark.parametrize(
    ("resource", "required_inputs"),
    [
        pytest.param(resource, required_inputs, id=resource.__name__)
        for resource, _, required_inputs in RESOURCES
    ],
)
def test_every_output_is_returned(
    plugin_docker: Plugin, resource: type, required_inputs: dict[str, Any]
) -> None:
    properties = plugin_docker.create(kind(resource), required_inputs, preview=True)
    assert outputs(resource) - set(properties) == set()


@pytest.mark.parametrize(
    "inputs",
    [
        {"image": "image", "restartPolicy": "always"},
        {"image": "image", "healthcheck": {"tests": ["CMD", "true"], "period": "1s"}},
        {"image": "image", "mounts": [{"type": "volume", "target": "/data", "readonly": True}]},
    ],
    ids=["top", "nested", "in a list"],
)
def test_an_unknown_argument_is_refused_by_name(plugin_docker: Plugin, inputs: dict[str, Any]) -> None:
    reasons = plugin_docker.check("docker:index/container:Container", inputs)[1]
    assert len(reasons) == 1
    assert "Invalid or unknown key" in reasons[0]


def test_a_changed_container_is_deleted_before_its_successor_is_created(plugin_docker: Plugin) -> None:
    old = {"image": "image", "name": "one"}
    change = plugin_docker.diff(
        "docker:index/container:Container", old, {**old, "envs": ["A=1"], "memory": 64}
    )
    assert change.deleteBeforeReplace
    assert "envs" in change.replaces
    assert "memory" in change.diffs
    assert "memory" not in change.replaces

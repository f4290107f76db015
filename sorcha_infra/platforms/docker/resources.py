"""Networks and volumes, with options that keep data and avoid needless changes."""

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.names import labels, physical
from sorcha_infra.platforms.docker.context import DockerContext
from sorcha_infra.platforms.docker.failures import failure_options
from sorcha_infra.profiles.docker.addresses import AddressPlan
from sorcha_infra.profiles.docker.names import may_leave


def network(
    installation: str, plan: AddressPlan, parent: pulumi.Resource, on_error: pulumi.ErrorHook
) -> docker.Network:
    """Create the private network with an explicit subnet, so that members have fixed addresses."""
    return docker.Network(
        "network",
        name=physical(installation, "network"),
        driver="bridge",
        ipam_configs=[
            docker.NetworkIpamConfigArgs(subnet=str(plan.subnet), gateway=plan.bridge, ip_range=plan.dynamic)
        ],
        labels=[
            docker.NetworkLabelArgs(label=key, value=value)
            for key, value in labels(installation, "network").items()
        ],
        opts=failure_options(parent, on_error),
    )


def volume(
    context: DockerContext,
    name: str,
    component: str,
    parent: pulumi.Resource,
    *,
    protect: bool = True,
) -> docker.Volume:
    """Create a volume, protected unless the program can write its content again.

    The volume of a removable member is retained instead. A lower count removes it from the state and
    leaves it on the engine. With protection that `up`, and every later one, would fail.

    An existing volume of this name is adopted unchanged. Its labels and driver may then differ from
    the program's, and a change of either would delete it (provider-semantics §3), so both are ignored.
    """
    retained = protect and may_leave(name)
    return docker.Volume(
        name,
        name=context.physical(name),
        labels=[
            docker.VolumeLabelArgs(label=key, value=value) for key, value in context.labels(component).items()
        ],
        opts=pulumi.ResourceOptions(
            parent=parent,
            protect=protect and not retained,
            retain_on_delete=retained,
            ignore_changes=["labels", "driver", "driverOpts"],
        ),
    )

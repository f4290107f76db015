"""Networks and volumes, with the options that keep data and avoid needless change."""

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
    """The private network: an explicit subnet, so that members can have addresses for life."""
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
    """A volume, protected unless it holds nothing that the program could not write again.

    That of a member that may leave is retained instead: a lower count takes it out of the state and
    leaves it on the engine, where protection would end that `up`, and every one after it, in an error.

    An existing volume of the name is taken over as it is; its labels and driver then differ from
    the program's, and a change of either would delete it (provider-semantics §3): they are ignored.
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

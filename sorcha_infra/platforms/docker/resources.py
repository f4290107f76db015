"""Networks, volumes and images, with the options that keep data and avoid needless change."""

import pulumi
import pulumi_docker as docker

from sorcha_infra.domain.addresses import AddressPlan
from sorcha_infra.domain.names import labels, physical
from sorcha_infra.platforms.docker.context import DockerContext


def network(
    installation: str, plan: AddressPlan, opts: pulumi.ResourceOptions, on_error: pulumi.ErrorHook
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
        opts=_explained(opts, on_error),
    )


def volume(context: DockerContext, name: str, component: str, opts: pulumi.ResourceOptions) -> docker.Volume:
    """A protected volume.

    An existing volume of the name is taken over as it is; its labels and driver then differ from
    the program's, and a change of either would delete it (provider-semantics §3): they are ignored.
    """
    return docker.Volume(
        name,
        name=context.physical(name),
        labels=[
            docker.VolumeLabelArgs(label=key, value=value) for key, value in context.labels(component).items()
        ],
        opts=pulumi.ResourceOptions.merge(
            opts,
            pulumi.ResourceOptions(protect=True, ignore_changes=["labels", "driver", "driverOpts"]),
        ),
    )


def image(
    role: str, reference: str, opts: pulumi.ResourceOptions, on_error: pulumi.ErrorHook
) -> pulumi.Output[str]:
    """The id of an image, pulled if the engine does not have it; never removed from the engine."""
    explained = _explained(opts, on_error)
    return docker.RemoteImage(f"{role}-image", name=reference, keep_locally=True, opts=explained).image_id


def _explained(opts: pulumi.ResourceOptions, on_error: pulumi.ErrorHook) -> pulumi.ResourceOptions:
    hooks = pulumi.ResourceHookBinding(on_error=[on_error])
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(hooks=hooks))

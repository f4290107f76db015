"""How a resource that is no container reports why it failed."""

import pulumi


def failure_options(parent: pulumi.Resource, on_error: pulumi.ErrorHook) -> pulumi.ResourceOptions:
    """Options of a resource whose failure is reported with the key behind it."""
    return pulumi.ResourceOptions(parent=parent, hooks=pulumi.ResourceHookBinding(on_error=[on_error]))

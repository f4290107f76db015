"""Failure reports of resources other than containers."""

import pulumi


def failure_options(parent: pulumi.Resource, on_error: pulumi.ErrorHook) -> pulumi.ResourceOptions:
    """Return options that report a failure with the config key behind it."""
    return pulumi.ResourceOptions(parent=parent, hooks=pulumi.ResourceHookBinding(on_error=[on_error]))

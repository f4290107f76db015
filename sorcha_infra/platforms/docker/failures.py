"""How a resource that is no container tells why it failed."""

import pulumi


def explained(opts: pulumi.ResourceOptions, on_error: pulumi.ErrorHook) -> pulumi.ResourceOptions:
    """Options of a resource whose failure is told with the key behind it."""
    hooks = pulumi.ResourceHookBinding(on_error=[on_error])
    return pulumi.ResourceOptions.merge(opts, pulumi.ResourceOptions(hooks=hooks))

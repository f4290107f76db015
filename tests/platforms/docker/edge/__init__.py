"""The edge of either kind as a container of its own, in front of gateways that the tests play."""

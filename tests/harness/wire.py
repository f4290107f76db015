"""Requests to the engine, defined by the renderer."""

from sorcha_infra.render.wire import SECRET, Secret, decoded, masked, revealed

__all__ = ["SECRET", "Secret", "decoded", "masked", "revealed"]

"""What travels to the engine; it lives with the renderer."""

from sorcha_infra.render.wire import SECRET, Secret, decoded, masked, revealed

__all__ = ["SECRET", "Secret", "decoded", "masked", "revealed"]

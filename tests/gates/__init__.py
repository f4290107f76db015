"""Each rule at each gate: broken there, and seen to fire there."""

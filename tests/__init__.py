"""Tests by the folder of their subject; only `lab` and `e2e` need an engine."""

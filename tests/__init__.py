"""Tests that need no engine, by the folder of what they test; `lab` and `e2e` need one."""

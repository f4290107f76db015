"""The production tier for one machine, on a real engine, under load and faults."""

"""Tests for each misbehaviour of the services: with the program's remedy it is absent, without it it occurs.

The services are the lab's stand-ins, with the measured misbehaviour of the real ones
(platform-verified); their settings and jobs are those of the program.
"""

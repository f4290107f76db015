"""The program that Pulumi runs: load, build, export."""

from sorcha_infra.program import main

main()

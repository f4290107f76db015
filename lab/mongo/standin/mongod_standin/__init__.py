"""STAND-IN for MongoDB's server: SecantusDB behind mongod's command line and replica set commands.

The registries of the lab do not offer MongoDB's server. This package accepts exactly the flags that
the platform uses and rejects all others; lab/README.md lists its limits.
"""

ENGINE_VERSION = "0.7.0b3"
SERVER_VERSION = "8.0.0"
WIRE_VERSION = 25  # of MongoDB 8.0
NOTICE = f"STAND-IN for mongod (SecantusDB {ENGINE_VERSION}), not MongoDB; for tests only"

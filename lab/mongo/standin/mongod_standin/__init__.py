"""A STAND-IN for MongoDB's server: SecantusDB behind a mongod's command line and replica set commands.

MongoDB's server is in none of the registries that the lab can reach.  This package accepts exactly the
flags that the platform uses and refuses others; lab/README.md says what it cannot do.
"""

ENGINE_VERSION = "0.7.0b3"
SERVER_VERSION = "8.0.0"
WIRE_VERSION = 25  # of MongoDB 8.0
NOTICE = f"STAND-IN for mongod (SecantusDB {ENGINE_VERSION}), not MongoDB; for tests only"

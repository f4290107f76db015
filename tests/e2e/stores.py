"""The stores by their own protocols, with their own clients, inside the network.

Passwords are read from the files that the containers have; none is an argument.
"""

import json

from docker.models.containers import Container

from tests.e2e.installation import Installation, run

_MONGO = """
const secret = require("fs").readFileSync("/run/secrets/root", "utf8");
const uri = `mongodb://sorcha:${encodeURIComponent(secret)}@mongo:27017/?replicaSet=rs0&authSource=admin&w=majority`;
const db = new Mongo(uri).getDB("e2e");
print(JSON.stringify((() => { %s })() ?? null));
"""


class Stores:
    """PostgreSQL and Redis, which are real, and MongoDB, which is a stand-in."""

    def __init__(self, installation: Installation) -> None:
        self._of = installation

    def sql(self, statement: str, database: str = "sorcha_tenant") -> str:
        """Runs a statement over TCP, as the superuser."""
        script = (
            "umask 077; pass=$(mktemp); trap 'rm -f $pass' EXIT; "
            "printf '*:*:*:*:%s' \"$(cat /run/secrets/postgres)\" >$pass; "
            f"PGPASSFILE=$pass psql -h postgres -U sorcha -d {database} -XqtA -v ON_ERROR_STOP=1"
        )
        return run(self._container("postgres"), "bash", "-c", script, stdin=statement)

    def redis(self, *command: str) -> str:
        """Runs a command."""
        script = 'REDISCLI_AUTH=$(cat /etc/sorcha/password) exec redis-cli -h redis --no-auth-warning "$@"'
        return run(self._container("redis"), "sh", "-c", script, "sh", *command)

    def mongo(self, body: str) -> object:
        """Runs the body of a JavaScript function with `db`; what it returns."""
        shell = self._container("mongo")
        keep = "file=$(mktemp --suffix=.js); trap 'rm -f $file' EXIT; cat >$file"
        script = f"{keep}; HOME=/tmp mongosh --nodb --quiet $file"
        return json.loads(run(shell, "bash", "-c", script, stdin=_MONGO % body).splitlines()[-1])

    def _container(self, role: str) -> Container:
        return self._of.container(f"{role}-0")

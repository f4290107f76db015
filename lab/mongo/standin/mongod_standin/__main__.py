"""The command mongod."""

from __future__ import annotations

import sys

from . import NOTICE, SERVER_VERSION, key_file, log, options


def main(arguments: list[str]) -> int:
    """Check as mongod does, then serve; return an exit code of mongod."""
    if arguments == ["--version"]:
        print(f"db version v{SERVER_VERSION}-standin\n{NOTICE}")
        return 0
    try:
        configuration = options.parse(arguments)
    except options.OptionError as error:
        print(
            f"Error parsing command line: {error}\ntry 'mongod --help' for more information", file=sys.stderr
        )
        return 2
    log.write("W", "CONTROL", NOTICE)
    log.write(
        "I",
        "CONTROL",
        "Options set by command line",
        options={k: v for k, v in vars(configuration).items() if v},
    )
    if configuration.keyFile is not None:
        try:
            key_file.check(configuration.keyFile)
        except key_file.KeyFileError as error:
            log.write("F", "ACCESS", str(error))
            return 1
    from . import server  # noqa: PLC0415 — the import takes a third of a second; a rejection does not need it

    try:
        server.serve(configuration)
    except server.StartError as error:
        log.write("F", "STORAGE", str(error))
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

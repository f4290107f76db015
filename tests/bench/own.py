"""The program alone, engine and containers left out: imports, configuration, all resources."""

from tests.harness.render import render

if __name__ == "__main__":
    assert render("dev").containers

"""`python -m sorcha_infra.explain.pages`: writes docs/, and the table of the tiers in README.md."""

from sorcha_infra.explain.pages import PAGES, README, readme
from sorcha_infra.paths import DOCS


def main() -> None:
    """Writes every page."""
    for name, page in PAGES.items():
        (DOCS / name).write_text(page())
    README.write_text(readme())


if __name__ == "__main__":
    main()

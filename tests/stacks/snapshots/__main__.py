"""Writes all golden plans anew; look at the difference before you commit it."""

from __future__ import annotations

from tests.stacks.snapshots import FOLDER, SNAPSHOTS, path


def main() -> None:
    for old in FOLDER.glob("*.txt"):
        if old.stem not in SNAPSHOTS:
            old.unlink()
            print(f"removed   {old.name}")
    for name, make in SNAPSHOTS.items():
        fresh = make()
        known = path(name).read_text() if path(name).exists() else None
        path(name).write_text(fresh)
        print(f"{'unchanged' if known == fresh else 'written':<9} {path(name).name}")


if __name__ == "__main__":
    main()

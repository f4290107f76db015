"""Writes all golden plans anew; look at the difference before you commit it."""

from __future__ import annotations

from tests.stacks.snapshots import FOLDER, SNAPSHOTS, path


def main() -> None:
    for file in FOLDER.glob("*.txt"):
        if file.stem not in SNAPSHOTS:
            file.unlink()
            print(f"removed   {file.name}")
    for name, make in SNAPSHOTS.items():
        text = make()
        old_text = path(name).read_text() if path(name).exists() else None
        path(name).write_text(text)
        print(f"{'unchanged' if old_text == text else 'written':<9} {path(name).name}")


if __name__ == "__main__":
    main()

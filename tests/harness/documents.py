"""The commands that the documents contain.

A command is a line of a fenced block of shell, or an inline code span that begins with the name of a
program and has an argument. A name alone is a mention: `make up`, `docker kill`, `docker volume prune`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from sorcha_infra.paths import ROOT

DOCUMENTS = (
    "README.md",
    "CONTRIBUTING.md",
    "lab/README.md",
    "docs/*.md",
    "docs/runbooks/*.md",
    "docs/decisions/*.md",
)
"""docs/sources holds quotations and is not for an operator."""

_PROGRAMS = (
    r"make|pulumi|docker|curl|openssl|git|python3?(?= -m )|cp|systemctl|journalctl|ss|df|ls|ps|tail|tar"
    r"|getent|dmesg|for|export|umask|ask|cd|sudo|mkdir|rm|install"
    r"|\. \./env\.sh|\$EDITOR|(?:venv/bin|toolchain|lab)/[\w.-]+"
)
_COMMAND_WORD = re.compile(rf"(?:[A-Z_]+=\S+ +)*(?:{_PROGRAMS})(?=$|[\s;(])")
_SPAN = re.compile(r"(?<!`)`([^`\n]+(?:\n[^`\n]+)?)`(?!`)")
_FENCE = re.compile(r"^( *)```(\w*)\s*$")
_SHELL = ("", "sh", "bash", "shell", "console")

_GROUPS = {
    "docker": {"builder", "compose", "container", "image", "manifest", "network", "system", "volume"},
    "pulumi": {"config", "plugin", "stack", "state"},
}
"""Programs whose subcommand is two words: `docker volume prune` is a name, as `docker kill` is."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command, and the place of its text."""

    document: str
    section: str
    line: int
    text: str

    @property
    def place(self) -> str:
        """`docs/dev.md:12`."""
        return f"{self.document}:{self.line}"


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    document: str
    section: str
    line: int
    label: str
    lines: tuple[str, ...]

    @property
    def is_shell(self) -> bool:
        """Whether its lines are commands: by its label, and without one by its first word."""
        first = next((line for line in self.lines if line.strip()), "")
        return self.label in _SHELL and (bool(self.label) or bool(_COMMAND_WORD.match(first)))

    @property
    def title(self) -> str:
        """The first line: the name of a block in a list of blocks."""
        return next((line.strip() for line in self.lines if line.strip()), "")


def paths() -> list[str]:
    """The documents, relative to the repository."""
    return [str(path.relative_to(ROOT)) for glob in DOCUMENTS for path in sorted(ROOT.glob(glob))]


@cache
def commands(document: str) -> tuple[Command, ...]:
    """The commands of a document, in the order of their lines."""
    return tuple(read(document, (ROOT / document).read_text()))


def every_command() -> Iterator[Command]:
    """The commands of all documents."""
    for document in paths():
        yield from commands(document)


@dataclass(frozen=True, slots=True)
class Documented:
    """The one command of a document that contains a fragment, for a test that runs it."""

    document: str
    fragment: str
    shows: str = ""
    """A pattern in its output."""

    def __str__(self) -> str:
        return f"{self.document}: {self.fragment}"

    @property
    def text(self) -> str:
        """The command as the document has it; fails where none or a second one contains the fragment."""
        matches = self.matches()
        assert len(matches) == 1, (
            f"{self.document} has {len(matches)} commands with {self.fragment!r}: {matches}"
        )
        return next(iter(matches))

    def matches(self) -> set[str]:
        """The commands of the document that are the fragment, or else contain it."""
        texts = {entry.text for entry in commands(self.document)}
        return {self.fragment} & texts or {text for text in texts if self.fragment in text}


def read(document: str, text: str) -> Iterator[Command]:
    """The commands of a text."""
    entries: list[Command] = []
    prose, blocks = _parts(document, text)
    for block in blocks:
        if block.is_shell:
            entries += [
                Command(document, block.section, block.line + offset, line)
                for offset, line in _shell(block.lines)
            ]
    for section, line, paragraph in prose:
        for match in _SPAN.finditer(paragraph):
            span = " ".join(match.group(1).replace(r"\|", "|").split())
            if is_command(span):
                number = line + paragraph.count("\n", 0, match.start())
                entries.append(Command(document, section, number, span))
    yield from sorted(entries, key=lambda command: command.line)


def blocks(document: str) -> list[Block]:
    """The fenced blocks of a document."""
    return _parts(document, (ROOT / document).read_text())[1]


def is_command(span: str) -> bool:
    """Whether an inline span has an argument: two words after the program, an option or a redirection.

    The subcommand is a part of the name: `pulumi stack ls` and `docker kill` are mentions.
    """
    match = _COMMAND_WORD.match(span)
    if match is None or "…" in span:
        return False
    program, words = span[: match.end()], span[match.end() :].split()
    if program.startswith(". ") or "=" in program:
        return True
    in_group = bool(words) and words[0] in _GROUPS.get(program, set())
    # A path, such as `toolchain/setup`, has no subcommand.
    names = 0 if "/" in program else 2 if in_group else 1
    return any(word.startswith("-") for word in words) or len(words) > names


def without_comment(line: str) -> tuple[str, str]:
    """A line without its trailing comment, and the quotation mark that is open at its end."""
    quote = ""
    for position, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"":
            quote = character
        elif character == "#" and (position == 0 or line[position - 1].isspace()):
            return line[:position].rstrip(), ""
    return line.rstrip(), quote


def _shell(lines: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Offset and text of each command of a block; a line goes on after `\\` and inside of quotation marks."""
    start, text = 0, ""
    for offset, line in enumerate(lines):
        start = start if text else offset
        bare, quote = without_comment(text + line)
        if quote:
            text += line + "\n"
        elif bare.endswith("\\"):
            text = bare[:-1].rstrip() + " "
        else:
            text = ""
            if bare.strip():
                yield start, bare.strip() if "\n" in bare else " ".join(bare.split())
    assert not text, f"a command without its end: {text}"


def _parts(document: str, text: str) -> tuple[list[tuple[str, int, str]], list[Block]]:
    """Paragraphs with their section and first line, and fenced blocks."""
    prose: list[tuple[str, int, str]] = []
    blocks: list[Block] = []
    section, paragraph, begin = "", "", 1
    fence: tuple[int, str, int, list[str]] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        match = _FENCE.match(line)
        if fence is not None:
            indent, label, first, content = fence
            if match:
                blocks.append(Block(document, section, first + 1, label, tuple(content)))
                fence = None
            else:
                content.append(line[indent:] if not line[:indent].strip() else line)
        elif match or not line.strip() or line.startswith("#"):
            if paragraph:
                prose.append((section, begin, paragraph))
                paragraph = ""
            if match:
                fence = (len(match.group(1)), match.group(2), number, [])
            elif line.startswith("#"):
                section = line.lstrip("#").strip()
        else:
            begin, paragraph = (number, line) if not paragraph else (begin, paragraph + "\n" + line)
    assert fence is None, f"{document}: a block without its end"
    if paragraph:
        prose.append((section, begin, paragraph))
    return prose, blocks

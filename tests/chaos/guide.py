"""docs/deploy.md as what is typed: its headings, and the blocks of commands below each."""

from dataclasses import dataclass
from itertools import groupby

INDENT = "    "


@dataclass(frozen=True)
class Block:
    """Lines that stand indented below a heading."""

    heading: str
    text: str


def blocks(page):
    """All blocks of a page, in its order."""
    found, heading = [], ""
    for is_block, lines in groupby(page.splitlines(), lambda line: line.startswith(INDENT)):
        text = "\n".join(line.removeprefix(INDENT) for line in lines)
        if is_block:
            found.append(Block(heading, text))
            continue
        titles = [line for line in text.splitlines() if line.startswith("#")]
        heading = titles[-1].lstrip("# ") if titles else heading
    return found

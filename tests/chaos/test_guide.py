"""docs/deploy.md as it is typed by ``make walk``: no part is passed over unnoticed."""

import pytest

from tests.chaos.guide import Block, blocks
from tests.chaos.server import EACH_HOUR, GUIDE, SETTINGS, VALUES
from tests.chaos.walk import WALKED
from tests.chaos.walk_several import SEVERAL

NOT_WALKED = {"In a container"}


def test_a_block_is_what_stands_indented_below_a_heading():
    page = "# A\n\nWords\n\n    one\n    two\n\nWords\n\n## 2. B\n\n    three \\\n        four\n"
    assert blocks(page) == [Block("A", "one\ntwo"), Block("2. B", "three \\\n    four")]


def test_each_part_with_commands_is_walked_or_is_of_containers():
    found = {block.heading for block in blocks(GUIDE.read_text(encoding="utf-8"))}
    assert found == {*WALKED, *SEVERAL, *NOT_WALKED}


@pytest.mark.parametrize("start", [VALUES, SETTINGS, EACH_HOUR])
def test_what_is_no_command_is_known_by_how_it_begins(start):
    texts = [block.text for block in blocks(GUIDE.read_text(encoding="utf-8"))]
    assert sum(text.startswith(start) for text in texts) == 1

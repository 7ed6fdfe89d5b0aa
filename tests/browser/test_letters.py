"""With nothing configured, a letter is read at the desk."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_desk import read_a_letter

pytestmark = pytest.mark.browser


def test_a_letter_is_kept_and_read_at_the_desk(visit):
    page = visit(390)
    main = page.locator("#content")
    read_a_letter(page)
    expect(main).to_contain_text("Kept here")
    expect(main).to_contain_text("It works: this letter left the site at")
    page.goto("/admin/")
    expect(main).to_contain_text("No e-mail leaves this site yet.")

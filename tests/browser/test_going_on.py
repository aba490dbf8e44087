"""A question to try, in a real browser."""

from playwright.sync_api import expect


def test_a_try_takes_the_reader_to_where_it_is_answered(page, open_lesson):
    open_lesson(page, "sigmoid")
    question = page.get_by_role("button", name="How many steps back from x = 10?")
    question.focus()
    question.press("Enter")
    heading = page.get_by_role("heading", name="What do the flat ends do to learning?")
    expect(heading).to_be_in_viewport()
    expect(heading).to_be_focused()

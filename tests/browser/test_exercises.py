"""Exercises as a reader meets them: tried, helped, solved, and carried to another browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from overrides.markdown.exercises import all_exercises
from tests.browser.conftest import BOOT, visit
from tests.browser.screens import DESK, PHONE, Scheme, broken_rules, screen, sideways
from tests.conftest import Site, Watch

EXERCISES = {exercise.name: exercise for exercise in all_exercises()}
FIRST = "how-many-places"
OWN_KEYS = "Object.keys(localStorage).filter((key) => key.includes('exercises'))"
KEPT = """Object.values(JSON.parse(
  localStorage.getItem(`${new URL("..", location).pathname}#exercises`)
))"""
DENIED = """Object.defineProperty(window, "localStorage", {
  get() { throw new DOMException("denied", "SecurityError"); },
});"""


class Answer:
    """The exercise on a page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.verdict = page.locator(".exercise__verdict")
        self.cases = page.locator(".exercise__case")
        self.hints = page.locator("[data-help=hint]")
        self.state = page.locator(".exercise-place__state")

    def button(self, act: str) -> Locator:
        """Return one of the buttons below the code."""
        return self.page.locator(f".exercise [data-act={act}]")

    def write(self, code: str) -> None:
        """Replace the code."""
        if not self.page.locator(".cm-content").count():
            self.button("edit").click()
        self.page.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(code)

    def gives(self, verdict: str) -> None:
        """Wait until the check is over."""
        expect(self.verdict).not_to_have_text("Checking …", timeout=BOOT)
        expect(self.verdict).to_have_attribute("data-verdict", verdict, timeout=BOOT)


@pytest.fixture
def context(warm: BrowserContext, site: Site) -> Iterator[BrowserContext]:
    """Begin with nothing solved, and leave nothing behind."""
    yield warm
    page = warm.pages[0] if warm.pages else warm.new_page()
    page.goto(f"{site.url}404.html")
    page.evaluate("localStorage.clear()")
    for page in warm.pages:
        page.close()


def opened(page: Page, site: Site, name: str = FIRST) -> Answer:
    """Open an exercise."""
    page.goto(f"{site.url}exercises/{name}/")
    expect(page.locator(".editor")).to_have_attribute("data-state", "ready")
    return Answer(page)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        (FIRST, "Given pixels = 5, width = 3. It gives 5; wanted 3."),
        ("max-pool-backward", "Given x = [[1, 2], [4, 3]], g = [[2]]. It gives [[2, 2], [2, 2]];"),
        ("holes", "Given layers = [[3, 2]]. It gives [1, 1, 1, 1, 1]; wanted [1, 0, 1, 0, 1]."),
    ],
)
def test_an_exercise_is_tried_and_solved(
    name: str, told: str, page: Page, site: Site, watch: Watch
) -> None:
    answer = opened(page, site, name)
    expect(answer.verdict).to_have_text("")
    expect(answer.state).to_be_hidden()
    answer.button("check").click()
    answer.gives("failed")
    expect(answer.verdict).to_contain_text(told)
    expect(answer.cases.first).to_be_visible()
    answer.write(EXERCISES[name].solution)
    page.keyboard.press("Control+Enter")
    answer.gives("solved")
    expect(answer.verdict).to_contain_text(f"All {answer.cases.count()} cases hold")
    names = list(EXERCISES)
    following = EXERCISES[names[names.index(name) + 1]]
    expect(answer.verdict.locator("a")).to_have_text(following.title)
    expect(page.locator('.exercise__case:not([data-well="true"])')).to_have_count(0)
    expect(answer.state).to_be_visible()
    visit(page, f"{site.url}exercises/")
    item = page.locator(f'[data-name="{name}"]')
    expect(item.locator(".exercises__state")).to_have_text("Solved")
    expect(page.locator("[data-progress] span").first).to_have_text(f"1 of {len(EXERCISES)} solved")
    assert not watch.errors


def test_every_solution_passes_here_too(page: Page, site: Site, watch: Watch) -> None:
    """In the browser's Python, one after the other, in one visit."""
    page.goto(f"{site.url}exercises/")
    for name, exercise in EXERCISES.items():
        visit(page, f"{site.url}exercises/{name}/")
        expect(page.locator(".editor")).to_have_attribute("data-state", "ready")
        answer = Answer(page)
        answer.write(exercise.solution)
        answer.button("check").click()
        answer.gives("solved")
    assert not watch.errors


def test_nothing_runs_before_the_reader_presses(page: Page, site: Site) -> None:
    answer = opened(page, site)
    answer.write("print('ran')\nraise SystemExit")
    page.reload()
    expect(page.locator(".editor")).to_have_attribute("data-edited", "")
    page.locator(".exercise").hover()
    expect(answer.verdict).to_have_text("")
    expect(page.locator(".editor__output")).to_have_text("")


def test_hints_come_one_after_another(page: Page, site: Site) -> None:
    answer = opened(page, site)
    count = len(EXERCISES[FIRST].hints)
    for number in range(1, count + 1):
        expect(answer.hints.locator("visible=true")).to_have_count(number)
        answer.hints.nth(number - 1).locator("summary").click()
    expect(answer.hints.nth(count - 1)).to_contain_text("max(0, …)")
    solution = page.locator("[data-help=solution]")
    expect(solution.locator("summary")).to_contain_text("try first")
    solution.locator("summary").click()
    expect(solution.locator("code").first).to_be_visible()


def test_to_run_is_not_to_check(page: Page, site: Site) -> None:
    answer = opened(page, site)
    expect(answer.verdict).to_have_role("status")
    answer.write("print('ran')")
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".editor__output")).to_have_text("ran", timeout=BOOT)
    expect(answer.verdict).to_have_text("")
    page.locator(".cm-content").click()
    page.keyboard.press("Escape")
    expect(answer.button("run")).to_be_focused()
    page.keyboard.press("Tab")
    expect(answer.button("check")).to_be_focused()
    page.keyboard.press("Enter")
    answer.gives("failed")
    expect(answer.verdict).to_contain_text("name 'places' is not defined")


def test_code_that_fails_is_not_judged(page: Page, site: Site) -> None:
    answer = opened(page, site)
    answer.write("1 / 0")
    answer.button("check").click()
    answer.gives("failed")
    expect(answer.verdict).to_contain_text("Nothing could be checked")
    expect(page.locator(".editor__output")).to_contain_text("ZeroDivisionError")
    expect(answer.cases).to_have_count(0)


def test_an_endless_answer_can_be_stopped(page: Page, site: Site) -> None:
    answer = opened(page, site)
    answer.write("def places(pixels, width):\n    while True:\n        pass")
    answer.button("check").click()
    expect(page.locator(".editor")).to_have_attribute("data-state", "running", timeout=BOOT)
    expect(answer.button("check")).to_be_disabled()
    answer.button("run").click()
    answer.gives("open")
    expect(answer.verdict).to_contain_text("Stopped")
    answer.write(EXERCISES[FIRST].solution)
    answer.button("check").click()
    answer.gives("solved")


def test_an_answer_and_its_progress_outlast_the_visit(page: Page, site: Site) -> None:
    answer = opened(page, site)
    answer.write(EXERCISES[FIRST].solution)
    answer.button("check").click()
    answer.gives("solved")
    page.reload()
    expect(answer.state).to_be_visible()
    expect(page.locator(".editor__code")).to_contain_text("max(0, pixels - width + 1)")
    keys = page.evaluate(OWN_KEYS)
    assert keys
    assert all(key.startswith(page.evaluate("new URL('../..', location).pathname")) for key in keys)
    answer.button("reset").click()
    page.reload()
    expect(page.locator(".editor__code")).to_contain_text("return pixels")
    expect(answer.state).to_be_visible()


def test_progress_is_carried_in_a_file(page: Page, site: Site, tmp_path: Path) -> None:
    answer = opened(page, site)
    answer.write(EXERCISES[FIRST].solution)
    answer.button("check").click()
    answer.gives("solved")
    visit(page, f"{site.url}exercises/")
    with page.expect_download() as saving:
        page.locator("[data-act=export]").click()
    path = tmp_path / "progress.json"
    saving.value.save_as(path)
    saved = json.loads(path.read_text(encoding="utf-8"))
    code = EXERCISES[FIRST].solution
    entry = {"tries": 1, "solved": True, "code": code}
    assert saved == {"format": "one-filter progress", "version": 1, "exercises": {FIRST: entry}}
    item = page.locator(f'[data-name="{FIRST}"]')
    page.locator("[data-act=reset]").click()
    page.locator("[data-act=keep]").click()
    expect(item).to_have_attribute("data-progress", "solved")
    page.locator("[data-act=reset]").click()
    page.locator("[data-act=forget]").click()
    expect(item).to_have_attribute("data-progress", "")
    assert page.evaluate(OWN_KEYS) == []
    page.locator("input[type=file]").set_input_files(path)
    expect(page.locator("[role=status].progress__said")).to_have_text(
        "Read: the progress of 1 exercise."
    )
    expect(item).to_have_attribute("data-progress", "solved")
    opened(page, site)
    expect(page.locator(".editor__code")).to_contain_text("max(0, pixels - width + 1)")


def test_an_answer_that_was_never_checked_is_carried_too(
    page: Page, site: Site, tmp_path: Path
) -> None:
    answer = opened(page, site)
    answer.write("pass  # half of it")
    expect(page.locator(".editor")).to_have_attribute("data-edited", "")
    visit(page, f"{site.url}exercises/")
    with page.expect_download() as saving:
        page.locator("[data-act=export]").click()
    saving.value.save_as(tmp_path / "progress.json")
    saved = json.loads((tmp_path / "progress.json").read_text(encoding="utf-8"))
    entry = {"tries": 0, "solved": False, "code": "pass  # half of it"}
    assert saved["exercises"] == {FIRST: entry}
    page.evaluate("localStorage.clear()")
    page.locator("input[type=file]").set_input_files(tmp_path / "progress.json")
    expect(page.locator(".progress__said")).to_contain_text("Read")
    opened(page, site)
    expect(page.locator(".editor__code")).to_have_text("pass  # half of it")


def progress(**entry: Any) -> str:
    """Return a file of progress with one entry, which may be wrong."""
    whole = {"tries": 1, "solved": True, "code": ""} | entry
    about = {"format": "one-filter progress", "version": 1}
    return json.dumps({**about, "exercises": {FIRST: whole}})


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "is not JSON"),
        ("{", "is not JSON"),
        ("[]", "is not saved progress of One Filter"),
        ("null", "is not saved progress of One Filter"),
        ('{"format": "one-filter progress", "version": 2}', "is of version 2"),
        (progress(tries=-1), "is damaged"),
        (progress(tries=1.5), "is damaged"),
        (progress(solved="yes"), "is damaged"),
        (progress(code=None), "is damaged"),
        (progress().replace(FIRST, "__proto__"), "is damaged"),
        (progress(code="x" * 2_000_001), "is too large"),
    ],
)
def test_a_bad_file_is_refused(text: str, why: str, page: Page, site: Site, watch: Watch) -> None:
    page.goto(f"{site.url}exercises/")
    file = {"name": "p.json", "mimeType": "application/json", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".progress__said")).to_contain_text(why)
    expect(page.locator(".progress__said")).to_contain_text("Nothing was changed")
    assert page.evaluate(OWN_KEYS) == []
    assert not watch.errors


def test_a_file_takes_nothing_away(page: Page, site: Site) -> None:
    """What is solved here stays so, with its answer, whatever the file says."""
    answer = opened(page, site)
    answer.write(EXERCISES[FIRST].solution)
    answer.button("check").click()
    answer.gives("solved")
    visit(page, f"{site.url}exercises/")
    text = progress(tries=7, solved=False, code="pass")
    file = {"name": "p.json", "mimeType": "application/json", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    expect(page.locator(".progress__said")).to_contain_text("Read")
    (kept,) = page.evaluate(KEPT)
    assert kept == {"tries": 7, "solved": True, "code": EXERCISES[FIRST].solution}


def test_a_browser_that_keeps_nothing_still_checks(browser: Browser, site: Site) -> None:
    context = browser.new_context()
    context.add_init_script(DENIED)
    page = context.new_page()
    watched = Watch(page, site.url)
    answer = opened(page, site)
    answer.write(EXERCISES[FIRST].solution)
    answer.button("check").click()
    answer.gives("solved")
    visit(page, f"{site.url}exercises/")
    expect(page.locator(f'[data-name="{FIRST}"]')).to_have_attribute("data-progress", "solved")
    expect(page.locator(".progress__said")).to_contain_text("does not let the page keep anything")
    assert set(watched.errors) <= {"denied"}  # the theme's own: it would keep the palette
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(DESK, "light"), (PHONE, "dark")])
def test_exercises_are_for_everyone(
    width: int, scheme: Scheme, browser: Browser, site: Site
) -> None:
    """A failed check, all hints and the list break no rule of axe, and nothing scrolls sideways."""
    with screen(browser, width, scheme) as context:
        page = context.new_page()
        for name in ("without-loops", "the-flip"):
            answer = opened(page, site, name)
            answer.button("check").dispatch_event("click")  # a pointer there would show a tooltip
            answer.gives("failed")
            for box in page.locator("details").all():
                box.evaluate("box => { box.hidden = false; box.open = true; }")
            assert broken_rules(page) + sideways(page, width) == []
        visit(page, f"{site.url}exercises/")
        assert broken_rules(page) + sideways(page, width) == []


def test_without_javascript_an_exercise_can_be_read(browser: Browser, site: Site) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    exercise = EXERCISES["the-flip"]
    page.goto(f"{site.url}exercises/{exercise.name}/")
    expect(page.locator(".editor__code")).to_contain_text("def convolve_full")
    for box in page.locator("details").all():
        box.locator("summary").click()
    expect(page.locator("[data-help=hint]").last).to_contain_text("np.pad")
    expect(page.locator("[data-help=solution]")).to_contain_text("k[::-1, ::-1]")
    text = page.locator("article").inner_text()
    assert "by_hand" not in text  # the checks
    assert exercise.wrong[0][1] not in text
    page.goto(f"{site.url}exercises/")
    expect(page.locator(".exercises__one").locator("visible=true")).to_have_count(len(EXERCISES))
    expect(page.locator("[data-progress]").first).to_be_hidden()
    context.close()

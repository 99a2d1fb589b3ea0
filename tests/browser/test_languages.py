"""A demo on a German page speaks German, also once it is alive; the rest of the page does, too."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import BOOT, Figure
from tests.conftest import Site

PLAYGROUND = "filter-playground"


@pytest.fixture
def german(page: Page, site: Site) -> Figure:
    """Open the German home page and wait for its playground."""
    page.goto(f"{site.url}de/")
    return Figure(page, PLAYGROUND).is_ready()


def test_a_live_demo_speaks_the_language_of_its_page(page: Page, german: Figure) -> None:
    expect(german.root.locator(".demo__words")).to_have_text(
        re.compile("Jede Zahl berechnet numpy")
    )
    german.call("point", "feature-map", 3, 4)
    expect(german.output("cell")).to_have_text("Zeile 3, Spalte 4")
    german.call("set", {"image": "gradient", "w11": "0,5"})
    expect(german.control("w11")).to_have_value("0.5")
    expect(german.output("sum")).to_have_text(re.compile(r"^\d,\d+$"))
    label = re.compile("Merkmalskarte, 22 mal 22 Zahlen")
    expect(german.canvas("feature-map")).to_have_attribute("aria-label", label)
    german.control("w11").fill("77")
    expect(german.refusal("w11")).to_have_text(re.compile("eine Zahl von -10 bis 10"))
    german.root.get_by_role("button", name="Link kopieren").click()
    expect(
        german.root.get_by_role("button", name=re.compile("Kopiert|Adresszeile"))
    ).to_be_visible()


def test_python_that_begins_afresh_still_speaks_german(page: Page, german: Figure) -> None:
    page.evaluate(
        "import(document.querySelector('link[href*=\"/shared-\"]').href)"
        ".then(({ python }) => python.restart('test'))"
    )
    expect(german.root).to_have_attribute("data-state", "booting")
    german.is_ready()
    german.call("point", "feature-map", 5, 6)
    expect(german.output("cell")).to_have_text("Zeile 5, Spalte 6")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("core.js", "core.js war nicht ganz zu laden."),
        ("image.bin", "python_stdlib.zip war nicht zu laden (Status 404)."),
    ],
)
def test_what_fails_is_told_in_german(name: str, told: str, browser: Browser, site: Site) -> None:
    """Also where a worker notices, which knows no German."""
    context = browser.new_context(service_workers="block")
    for missing in {name, "python_stdlib.zip"}:
        context.route(f"**/{missing}", lambda route: route.fulfill(status=404))
    page = context.new_page()
    page.goto(f"{site.url}de/")
    figure = Figure(page, PLAYGROUND)
    expect(figure.root).to_have_attribute("data-state", "error", timeout=BOOT)
    words = figure.root.locator(".demo__words")
    expect(words).to_contain_text(f"{told} Die Bilder bleiben")
    context.close()


def test_the_other_language_is_one_click_away(page: Page, german: Figure, site: Site) -> None:
    """The whole page changes, its head and its navigation included; the values stay."""
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.locator(".md-tabs").get_by_text("Anschauung")).to_be_visible()
    german.control("image").select_option("disc")
    expect(german.control("image")).to_have_value("disc")
    page.get_by_role("link", name="English", exact=True).click()
    expect(page).to_have_url(site.url)
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".md-tabs").get_by_text("Intuition")).to_be_visible()
    english = Figure(page, PLAYGROUND).is_ready()
    expect(english.control("image")).to_have_value("disc")
    expect(english.output("cell")).to_have_text(re.compile("^row"))
    page.get_by_role("link", name="Deutsch", exact=True).click()
    expect(page).to_have_url(f"{site.url}de/")


def test_search_finds_german_words(page: Page, site: Site) -> None:
    page.goto(f"{site.url}de/intuition/")
    box = page.get_by_role("textbox", name="Suche")
    box.click()
    expect(page.locator(".md-search-result__meta")).to_have_text("Suchbegriff eingeben")
    box.press_sequentially("Merkmalskarte")
    result = page.locator(".md-search-result__link").first
    expect(result).to_have_attribute("href", re.compile(r"/de/"), timeout=30_000)


def test_a_demo_without_words_stays_english(page: Page, site: Site) -> None:
    page.goto(f"{site.url}de/intuition/sharing/")
    figure = page.locator('figure[data-demo="parameter-counter"]')
    expect(figure).to_have_attribute("lang", "en")
    expect(figure).to_contain_text("Weights of the dense layer")
    expect(figure.locator("[lang=de]")).to_have_text("Diese Demo gibt es bisher nur auf Englisch.")

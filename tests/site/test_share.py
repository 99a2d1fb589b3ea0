"""What other sites and searches show of a page: its description, and its card."""

from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from onefilter.demos import all_demos
from onefilter.scene.grids import picture, sheet
from onefilter.scene.marks import Line, Rect, Text
from overrides.hooks import card, share
from overrides.hooks.card import Card
from tests.conftest import Site

SHORTEST, LONGEST = 50, 160
LARGEST = 120_000


class Head(HTMLParser):
    """What a page's `meta` elements say, by name or property."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.said: dict[str, str] = {}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "meta" and (name := given.get("property") or given.get("name")):
            assert name not in self.said, name
            self.said[name] = given.get("content") or ""


@pytest.fixture(scope="module")
def heads(site: Site) -> dict[str, dict[str, str]]:
    """Return what every page says of itself, by its address."""
    paths = sorted(site.folder.rglob("index.html"))
    address = {p: site.url + p.relative_to(site.folder).as_posix()[:-10] for p in paths}
    return {address[path]: Head(path).said for path in paths}


def test_every_page_has_a_description_of_its_own(heads: dict[str, dict[str, str]]) -> None:
    words = {url: said.get("description", "") for url, said in heads.items()}
    assert {u: w for u, w in words.items() if not SHORTEST <= len(w) <= LONGEST} == {}
    assert len(set(words.values())) == len(words) > len(all_demos())


def test_every_page_names_its_card_and_its_card_is_there(
    site: Site, heads: dict[str, dict[str, str]]
) -> None:
    for url, said in heads.items():
        assert said["og:url"] == url
        assert said["og:description"] == said["description"]
        assert said["og:title"].endswith("One Filter")
        assert said["twitter:card"] == "summary_large_image"
        assert said["og:image"] == said["twitter:image"]
        file = site.folder / said["og:image"].removeprefix(site.url)
        assert file.stat().st_size < LARGEST
        with Image.open(file) as drawn:
            assert (drawn.format, *drawn.size) == ("PNG", 1200, 630)
        assert len(said["og:image:alt"]) > SHORTEST - 30, url


def test_pages_do_not_share_a_card(heads: dict[str, dict[str, str]], site: Site) -> None:
    english = {url: said for url, said in heads.items() if not url.startswith(f"{site.url}de/")}
    files = [site.folder / said["og:image"].removeprefix(site.url) for said in english.values()]
    assert len({file.read_bytes() for file in files}) == len(files)


def a_card(**different: object) -> Card:
    """Return a card with a black and a white pixel, and one of each other mark."""
    marks = (
        picture(np.array([[0.0, 1.0]])),
        Rect(0, 0, 1, 1, "accent", 0.1),
        Rect(1, 0, 1, 1, "positive", opacity=0.5),
        Line(((0, 0.5), (2, 0.5)), "negative", 0.1),
        Text(0.5, 0.5, "7", "ink", 0.5, "middle"),
    )
    told: dict[str, object] = {
        "site": "One Filter",
        "label": "Expert",
        "title": "A title",
        "words": "And words.",
        "scene": sheet(1, 2, marks, "Two pixels."),
    }
    return Card(**(told | different))  # type: ignore[arg-type]


def drawn(some: Card) -> Image.Image:
    """Return a card as pixels."""
    return Image.open(BytesIO(card.draw(some))).convert("RGB")


def test_a_card_is_the_same_every_time_and_shows_what_it_is_given() -> None:
    assert card.draw(a_card()) == card.draw(a_card())
    for change in ({"title": "Another"}, {"label": "Demos"}, {"words": "No."}, {"site": "Two"}):
        assert card.draw(a_card(**change)) != card.draw(a_card())


def test_the_picture_stands_on_the_right_in_its_own_colours() -> None:
    shown = drawn(a_card())
    # A half-transparent indigo on a white pixel, above the line.
    right = shown.getpixel((1040, 250))
    np.testing.assert_allclose(right, (np.array([0x4F, 0x5B, 0xD5]) + 255) / 2, atol=6)
    assert shown.getpixel((720, 250)) == (0, 0, 0)
    assert shown.getpixel((5, 300)) == (0x4F, 0x5B, 0xD5)


def test_long_words_keep_off_the_picture() -> None:
    long = a_card(title="A very long title " * 9, words="Words upon words. " * 40)
    between = drawn(long).crop((632, 0, 648, 630))
    # White, as nearly as a palette has it.
    assert min(low for low, _ in between.getextrema()) >= 250


def test_letters_that_are_missing_are_named() -> None:
    with pytest.raises(ValueError, match="has no letters for"):
        card.draw(a_card(title="π"))


@pytest.mark.parametrize("name", all_demos())
def test_every_demo_has_a_picture_that_can_be_written(name: str) -> None:
    from overrides.markdown.pictures import pictures

    scenes = [p.scene for p in pictures(name) if p.scene]
    assert any(not card.unwritten(share.words_in(scene)) for scene in scenes)

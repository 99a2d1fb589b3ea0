"""MkDocs' hook for languages: a page below `docs/CODE/` is the twin of the English one of its name.

What the theme, the figures and the blocks say on it comes from `overrides/locales/CODE.po`. Each of
two twins leads to the other. The navigation shows the translated pages, and links to the rest in
English. A page learns its language in `page.meta.language`, its twins in `page.meta.twins`.
"""

from __future__ import annotations

from typing import Any

from babel import Locale
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Link, Navigation, Section
from mkdocs.structure.pages import Page

from onefilter.speech import ENGLISH, say, speak, speaking
from overrides.catalogues import as_json, language, languages


def language_of(src_uri: str) -> str:
    """Return the code of the language that a page is written in."""
    first = src_uri.split("/")[0]
    return first if first in languages() else ENGLISH.code


def in_english(src_uri: str) -> str:
    """Return where the English twin of a page stands, or the page itself."""
    return src_uri.removeprefix(f"{language_of(src_uri)}/")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: write each catalogue where the browser finds it."""
    for code in languages():
        files.append(File.generated(config, f"assets/locales/{code}.json", content=as_json(code)))
    return files


def on_nav(nav: Navigation, config: MkDocsConfig, files: Files) -> Navigation:
    """MkDocs' hook: make a navigation for each language."""
    config.extra["navigations"] = {code: translated(nav, code, files) for code in languages()}
    return nav


def translated(nav: Navigation, code: str, files: Files) -> Navigation:
    """Return the navigation of a language."""
    with speaking(language(code)):
        items: list[Any] = [_item(item, code, files) for item in nav.items]
    found = [page for item in items for page in (item.children or [item]) if isinstance(page, Page)]
    for page, after in zip(found, [*found[1:], None], strict=True):
        page.next_page = after
        if after:
            after.previous_page = page
    own = Navigation(items, found)
    own.homepage = found[0] if found else nav.homepage
    return own


def _item(item: Any, code: str, files: Files) -> Any:
    """A page's twin; a section of twins; or a link to what there is in English."""
    if isinstance(item, Page):
        return _twin(item, code, files) or Link(_in_english(item.title), item.url)
    children = [child for child in item.children or [] if isinstance(child, Page)]
    if not any(_twin(child, code, files) for child in children):
        return Link(_in_english(item.title), children[0].url)
    section = Section(say(str(item.title)), [_item(child, code, files) for child in children])
    for child in section.children:
        child.parent = section
    return section


def _twin(page: Page, code: str, files: Files) -> Page | None:
    file = files.get_file_from_path(f"{code}/{page.file.src_uri}")
    return file.page if file else None


def _in_english(title: object) -> str:
    return say("{title} (in English)", title=say(str(title)))


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """MkDocs' hook: speak the page's language from here on, until the next page."""
    code = language_of(page.file.src_uri)
    page.meta["language"] = code
    page.meta["twins"] = twins(page, files)
    speak(language(code))
    return markdown


def twins(page: Page, files: Files) -> list[dict[str, str]]:
    """Return a page in each of its languages: `code`, `name`, `url`."""
    english = in_english(page.file.src_uri)
    places = {ENGLISH.code: english, **{code: f"{code}/{english}" for code in languages()}}
    found = {code: files.get_file_from_path(place) for code, place in places.items()}
    listed = [
        {"code": code, "name": str(Locale(code).get_language_name(code)).title(), "url": file.url}
        for code, file in found.items()
        if file
    ]
    return listed if len(listed) > 1 else []


def on_env(env: Any, **_: object) -> None:
    """MkDocs' hook: let the theme say things."""
    speak(ENGLISH)
    env.globals["say"] = say


def on_page_context(context: Any, page: Page, config: MkDocsConfig, nav: Navigation) -> Any:
    """MkDocs' hook: the page's own navigation, and its language for the theme."""
    code = page.meta["language"]
    speak(language(code))
    context["nav"] = config.extra["navigations"].get(code, nav)
    return context


def on_post_build(**_: object) -> None:
    """MkDocs' hook: back to English."""
    speak(ENGLISH)

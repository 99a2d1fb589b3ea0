"""MkDocs' hook for the demos: a page for each, and one that lists them all.

A demo is found by being a file in the package, so that its page needs no line of configuration: the
entry `demos/index.md` of the navigation becomes a section with every demo in it, in the order in
which the pages of the navigation show them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from onefilter.demos import all_demos
from onefilter.demos._controls import Choice, Control, Grid, Number, Photo, Switch
from onefilter.player import Player
from overrides.markdown.figures import SHOWN, environment
from overrides.markdown.pictures import pictures

LIST = "demos/index.md"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """MkDocs' hook: put the demos' pages where the navigation names their list."""
    names = in_order(config)
    config.nav = [_section(entry, names) for entry in config.nav or []]
    return config


def in_order(config: MkDocsConfig) -> list[str]:
    """Return the demos' names, those first that a reader of the pages meets first."""
    sources = [Path(config.docs_dir) / path for path in paths(config.nav or [])]
    texts = [path.read_text(encoding="utf-8") for path in sources if path.is_file()]
    met = [name for text in texts for name in SHOWN.findall(text)]
    return list(dict.fromkeys(name for name in [*met, *all_demos()] if name in all_demos()))


def paths(nav: Any) -> list[str]:
    """Return the pages of a navigation, one after the other."""
    if isinstance(nav, str):
        return [nav]
    inside = nav.values() if isinstance(nav, dict) else nav
    return [path for entry in inside for path in paths(entry)]


def _section(entry: Any, names: list[str]) -> Any:
    if not (isinstance(entry, dict) and LIST in entry.values()):
        return entry
    (title,) = entry
    pages = [{all_demos()[name].title: f"demos/{name}.md"} for name in names]
    return {title: [{"All demos": LIST}, *pages]}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """MkDocs' hook: write the pages."""
    template = environment().get_template
    demos = [all_demos()[name] for name in in_order(config)]
    listed = template("demos.md").render(demos=demos, pictures=pictures)
    files.append(File.generated(config, LIST, content=listed))
    for name in all_demos():
        page = template("demo_page.md").render(**documented(name), site_url=config.site_url)
        files.append(File.generated(config, f"demos/{name}.md", content=page))
    return files


def documented(name: str) -> dict[str, Any]:
    """Collect what a demo's page says of it, for readers who link to it, embed it or script it."""
    player, demo = Player(), all_demos()[name]
    player.mount(name)
    arrays = {n: "×".join(map(str, a.shape)) for n, a in player.arrays(name).items()}
    values = [(control, takes(control)) for control in demo.controls if control.holds_value]
    return {"demo": demo, "values": values, "arrays": arrays}


def takes(control: Control) -> str:
    """Say what a control takes, in Markdown."""
    match control:
        case Choice():
            return ", ".join(f"`{option}`" for option, _ in control.options)
        case Switch():
            return "`true` or `false`"
        case Number():
            whole = "a whole number" if control.integer else "a number"
            return f"{whole} from {control.minimum:g} to {control.maximum:g}"
        case Grid():
            return f"{'×'.join(map(str, control.shape))} numbers from 0 to 1"
        case Photo():
            return "a photograph as bytes, at most {1}×{0} pixels".format(*control.largest)
    return ""

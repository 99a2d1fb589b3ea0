"""The one program that runs in the browser's Python: messages in, answers out.

The page sends ``{id, verb, demo, …}``; the answer is ``{id, frame}``, ``{id, result}`` or
``{id, error: {name, message}}``. Whatever goes wrong is an answer too, never silence. While a
reader's own code runs, ``{block, event}`` says what it does.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from js import Object
from polyscript import xworker
from pyodide.ffi import to_js

from onefilter.demos._controls import RefusedValue
from onefilter.export import export
from onefilter.photo import PhotoError, inspect
from onefilter.player import Player
from onefilter.session.notebook import notebook
from onefilter.session.pages import Pages
from onefilter.session.stand_in import Stumble
from onefilter.speech import ENGLISH, Language, say, speaking
from onefilter.versions import Versions

Answer = dict[str, Any]

player = Player()
languages = {ENGLISH.code: ENGLISH}


def speak(_: str, catalogue: dict[str, Any]) -> None:
    """Learn a language."""
    languages[catalogue["code"]] = Language(**catalogue)


def set_values(demo: str, values: dict[str, Any]) -> Answer:
    """Give controls new values; a photograph comes as its bytes and its size."""
    return player.set(demo, with_photographs(values))


def mount(demo: str, values: dict[str, Any], query: str) -> Answer:
    """Bring a demo on stage."""
    return player.mount(demo, with_photographs(values), query)


def with_photographs(values: dict[str, Any]) -> dict[str, Any]:
    """`values` with each ``{data, width, height}`` as an array of shape (H, W, 4)."""
    return {name: photograph(v) if isinstance(v, dict) else v for name, v in values.items()}


def photograph(value: dict[str, Any]) -> Any:
    """An array of shape (H, W, 4), or what came, for the control to refuse."""
    try:
        data = np.frombuffer(value["data"], np.uint8)
        return data.reshape(value["height"], value["width"], 4)
    except (KeyError, TypeError, ValueError):
        return value


def numbers(array: Any) -> dict[str, Any]:
    """An array as its shape and its numbers in a flat typed array."""
    flat = np.ascontiguousarray(array, dtype=float).ravel()
    return {"shape": list(np.shape(array)), "data": to_js(flat)}


def plain_values(demo: str) -> dict[str, Any]:
    """Every value of a demo, with arrays as nested lists."""
    values = player.values(demo).items()
    return {n: v.tolist() if isinstance(v, np.ndarray) else v for n, v in values}


def all_arrays(demo: str) -> dict[str, Any]:
    """Every array on show."""
    return {name: numbers(array) for name, array in player.arrays(demo).items()}


def tell(message: Answer) -> None:
    """Say what a reader's code does, at once."""
    transfer: list[Any] = []
    event = message["event"]
    if event["kind"] == "show":
        message = {**message, "event": {**event, "view": packed(event["view"], transfer)}}
    post(message, transfer)


pages = Pages(tell)
versions = Versions(player, tell)
FRAMES: Mapping[str, Callable[..., Answer]] = {
    "mount": mount,
    "set": set_values,
    "press": player.press,
    "step": player.step,
    "tick": player.tick,
    "turn": player.turn,
    "point": player.point,
    "hover": player.hover,
    "move": player.move,
    "drag": player.drag,
    "frame": player.frame,
}
RESULTS: Mapping[str, Callable[..., Any]] = {
    "drop": versions.drop,
    "put_in": versions.put_in,
    "take_out": versions.take_out,
    "speak": speak,
    "values": plain_values,
    "arrays": all_arrays,
    "inspect": lambda _, head: dict(inspect(bytes(head))),
    "export": lambda demo, array, kind: to_js(export(player.arrays(demo)[array], kind)),
    "run": lambda _, **about: pages.run(**about),
    "notebook": lambda _, **about: to_js(notebook(**about)),
}


def on_message(event: Any) -> None:
    """Answer one message."""
    message = event.data.to_py()
    identity, verb, demo = (message.pop(key) for key in ("id", "verb", "demo"))
    language = languages.get(message.pop("language", ""), ENGLISH)
    transfer: list[Any] = []
    with speaking(language):
        answer = safely_answered(verb, demo, message, transfer)
    post({"id": identity, **answer}, transfer)


def safely_answered(verb: str, demo: str, about: Answer, transfer: list[Any]) -> Answer:
    """What `answered` says, or what went wrong."""
    try:
        return answered(verb, demo, about, transfer)
    except (RefusedValue, PhotoError, Stumble) as error:
        return {"error": {"name": error.name, "message": str(error)}}
    except Exception as error:
        traceback.print_exc()
        words = say("Python stumbled: {problem}", problem=f"{type(error).__name__}: {error}")
        return {"error": {"name": "", "message": words}}


def answered(verb: str, demo: str, about: Answer, transfer: list[Any]) -> Answer:
    """What the player says to `verb`; buffers that may be handed over are added to `transfer`."""
    if verb not in FRAMES:
        return {"result": RESULTS[verb](demo, **about)}
    frame = versions.play(demo, lambda: FRAMES[verb](demo, **about), mounts=verb == "mount")
    # What is on the page already need not cross again.
    views = {name: v for name, v in frame["views"].items() if name not in frame["same"]}
    return {"frame": {**frame, "views": {n: packed(v, transfer) for n, v in views.items()}}}


def packed(view: Answer, transfer: list[Any]) -> Answer:
    """A view whose pictures are buffers of the page's own."""
    marks = [packed_mark(m, transfer) if m["kind"] == "image" else m for m in view["marks"]]
    return {**view, "marks": marks}


def packed_mark(mark: Answer, transfer: list[Any]) -> Answer:
    """A picture with its colours copied into such a buffer."""
    pixels = to_js(mark["pixels"].ravel())
    transfer.append(pixels.buffer)
    return {**mark, "pixels": pixels}


def post(answer: Answer, transfer: list[Any]) -> None:
    """Send an answer as plain objects."""
    plain = to_js(answer, dict_converter=Object.fromEntries, create_pyproxies=False)
    xworker.postMessage(plain, to_js(transfer))


xworker.onmessage = on_message
post({"id": "ready"}, [])

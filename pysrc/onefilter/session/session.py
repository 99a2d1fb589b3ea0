"""The names that the blocks of a page share, and a way to run one more block among them."""

from __future__ import annotations

import ast
import builtins
import linecache
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from types import CodeType
from typing import Any

from onefilter.scene.colormap import Colormap
from onefilter.scene.showing import scene_of
from onefilter.session.checking import Checks, refuses, same, wrong
from onefilter.session.output import Budget, Output
from onefilter.session.shared import BuiltinsKept
from onefilter.session.trouble import Trouble, trouble

Event = dict[str, Any]

MOST_PICTURES = 40
"""Pictures that one run may show."""
LONGEST_VALUE = 10_000
"""Characters of a value that are shown."""
AT_HAND = {*sys.stdlib_module_names, "numpy", "onefilter"}
"""What a block may import: what the browser has, wherever it runs."""


class NoInputError(RuntimeError):
    """Somebody asks the reader a question in a way that a page cannot."""


class Session:
    """Runs blocks of code one after the other in one namespace.

    Nothing that a block does ends the session: every way to fail is an event, too.

    Parameters
    ----------
    emit : callable (event) -> None
        Takes each event at once, while the block runs. An event is a dict with its ``kind``:

        - ``out`` and ``err``: printed `text`;
        - ``show``: a `scene` with its `title`;
        - ``value``: what the last line gives, as `text`;
        - ``error``: `text`, ready to print; the `line` to mark, 0 if it is not in this block; a
          `hint`, which may be empty;
        - ``note``: what the session has to say itself, as `text`;
        - ``case``: the `title` of a case, whether it went `well`, and `why` not;
        - ``done``: whether it went `well`, and the `seconds` it took.
    names : mapping, optional
        What the first block finds beside Python's own.

    Examples
    --------
    >>> events = []
    >>> session = Session(events.append)
    >>> session.run("x = 6", "first") and session.run("x * 7", "second")
    True
    >>> [event["text"] for event in events if event["kind"] == "value"]
    ['42']
    """

    def __init__(
        self, emit: Callable[[Event], None], names: Mapping[str, Any] | None = None
    ) -> None:
        self._emit = emit
        self._budget = Budget(emit)
        self._file = ""  # of the last block
        self._files: dict[str, str] = {}  # file name → the block that it is a version of
        self._shown = 0
        own = {"show": self._show, "input": _no_input, "__import__": _import}
        self.names: dict[str, Any] = {
            **(names or {}),
            "__name__": "__main__",
            "__builtins__": {**vars(builtins), **own},
        }

    def run(
        self, code: str, block: str, checks: str = "", then: Callable[[], None] | None = None
    ) -> bool:
        """Run a block.

        Parameters
        ----------
        code : str
            Python.
        block : str
            What the reader knows the block as; tracebacks call it so.
        checks : str
            Python that judges the block by its names; `case`, `same`, `refuses` and `wrong` are at
            hand.
        then : callable () -> None, optional
            What is done with the block's names; what goes wrong there went wrong in the block.

        Returns
        -------
        bool
            Whether it ran to its end, and passed its checks.
        """
        began, self._shown = time.perf_counter(), 0
        self._budget = budget = Budget(self._emit)
        self._file = file = self._remember(code, block)
        with self.listening():
            well = self._attempt(lambda: self._execute(code, file))
            judge = Checks(budget.tell, self._explained)
            if well and then:
                well = self._attempt(then)
            if well and checks:
                well = self._attempt(lambda: self._judge(checks, judge))
                well = well and judge.well
        budget.close()
        self._emit({"kind": "done", "well": well, "seconds": time.perf_counter() - began})
        return well

    def trouble(self, error: BaseException) -> Trouble:
        """Tell an error by the lines of the blocks, above all of the last one."""
        try:
            return trouble(error, self._files, self._file, self.names)
        except BaseException:  # an error of a class that lets nobody look at it
            return Trouble(type.__repr__(type(error)), 0, "")

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Hear what is printed, also by functions of the last block that are called later."""
        out, err = Output(self._budget, "out"), Output(self._budget, "err")
        with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.showwarning = self._warn
            yield
        self._budget.flush()

    def _attempt(self, act: Callable[[], None]) -> bool:
        """Do something; whatever goes wrong is told, and an early end is none."""
        try:
            with BuiltinsKept():
                act()
        except SystemExit:
            self._budget.tell({"kind": "note", "text": "The code ended itself here."})
        except BaseException as error:
            self._budget.tell({"kind": "error", **self.trouble(error)._asdict()})
            return False
        return True

    def _explained(self, error: BaseException) -> str:
        told = self.trouble(error)
        return f"{told.text}\n{told.hint}".rstrip()

    def _judge(self, checks: str, judge: Checks) -> None:
        at_hand = {"case": judge.case, "same": same, "refuses": refuses, "wrong": wrong}
        # A reader may have called something `sum`; checks count on the real one.
        theirs = {name: thing for name, thing in self.names.items() if not hasattr(builtins, name)}
        names = {**theirs, "__builtins__": self.names["__builtins__"], **at_hand}
        exec(compile(checks, "<checks>", "exec", dont_inherit=True), names)

    def _execute(self, code: str, file: str) -> None:
        body, last = _compiled(code, file)
        exec(body, self.names)
        if last is None:
            return
        value = eval(last, self.names)
        if value is not None:
            text = repr(value)
            shown = text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]} …"
            self._budget.tell({"kind": "value", "text": shown})

    def _remember(self, code: str, block: str) -> str:
        """Keep the source where tracebacks and `inspect` look for it, one file a version."""
        file = f"<{block}, version {len(self._files) + 1}>"
        self._files[file] = block
        linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
        return file

    def _warn(
        self,
        message: Warning | str,
        category: type[Warning],
        filename: str,
        lineno: int,
        file: Any = None,  # noqa: ARG002
        line: str | None = None,  # noqa: ARG002
    ) -> None:
        place = f" in line {lineno}" if filename in self._files else ""
        self._budget.write("err", f"{category.__name__}{place}: {message}\n")

    def _show(self, values: Any, title: str = "", *, colormap: Colormap | None = None) -> None:
        """Draw an array, a batch of feature maps or a curve under the block."""
        scene = scene_of(values, colormap)
        self._shown += 1
        if self._shown > MOST_PICTURES:
            raise RuntimeError(f"One run shows at most {MOST_PICTURES} pictures.")
        self._budget.tell({"kind": "show", "scene": scene, "title": str(title)})


def _compiled(code: str, file: str) -> tuple[CodeType, CodeType | None]:
    """The statements, and the last one alone if it is an expression."""
    tree = ast.parse(code, file)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = compile(tree, file, "exec", dont_inherit=True)
    if last is None:
        return body, None
    assert isinstance(last, ast.Expr)
    return body, compile(ast.Expression(last.value), file, "eval", dont_inherit=True)


def _no_input(prompt: object = "") -> str:  # noqa: ARG001
    """Stand in for the function that waits for the keyboard."""
    raise NoInputError(
        "input() cannot wait for an answer on this page. Write the answer into the code."
    )


def _import(name: str, *about: Any, **more: Any) -> Any:
    """Import what is at hand."""
    if name.split(".")[0] not in AT_HAND:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return __import__(name, *about, **more)

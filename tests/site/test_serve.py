"""The local server behaves as a static host does, at the root and below a path."""

import socket
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from overrides import serve
from tests.conftest import hosted

FILES = {
    "index.html": "home",
    "404.html": "lost",
    "page/index.html": "page",
    "runtime/python-1/python.wasm": "wasm",
    "runtime/python-1/python.mjs": "module",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a small site, and a file beside it that must stay private."""
    for name, text in FILES.items():
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (tmp_path / "private.txt").write_text("private")
    return tmp_path / "site"


@pytest.fixture(params=["/", "/below/a/path/"])
def server(folder: Path, request: pytest.FixtureRequest) -> Iterator[serve.Server]:
    """Serve the small site."""
    with hosted(serve.Server(folder, prefix=request.param)) as running:
        yield running


def ask(server: serve.Server, path: str, method: str = "GET") -> tuple[HTTPResponse, str]:
    """Return the answer to one request for a path below the site's root."""
    place = urlsplit(server.url)
    assert place.hostname
    connection = HTTPConnection(place.hostname, place.port)
    connection.request(method, place.path + path)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer, body


def test_pages_are_served_as_files(server: serve.Server) -> None:
    assert ask(server, "")[1] == "home"
    assert ask(server, "page/")[1] == "page"
    moved, _ = ask(server, "page")
    assert moved.status == 301
    assert (moved.headers["Location"] or "").endswith("/page/")


def test_a_missing_page_gets_the_sites_own_404(server: serve.Server) -> None:
    answer, body = ask(server, "nowhere/")
    assert (answer.status, body) == (404, "lost")
    answer, body = ask(server, "nowhere/", "HEAD")
    assert (answer.status, body) == (404, "")


def test_nothing_outside_the_folder_is_served(server: serve.Server) -> None:
    for path in ("../private.txt", "%2e%2e/private.txt", "page/../../private.txt"):
        assert ask(server, path)[0].status == 404


@pytest.mark.parametrize(
    ("name", "mime"), [("python.wasm", "application/wasm"), ("python.mjs", "text/javascript")]
)
def test_types_are_those_a_browser_insists_on(server: serve.Server, name: str, mime: str) -> None:
    answer, _ = ask(server, f"runtime/python-1/{name}")
    assert answer.headers["Content-Type"] == mime


def test_only_what_a_hash_names_is_kept_by_browsers(server: serve.Server) -> None:
    kept, _ = ask(server, "runtime/python-1/python.wasm")
    asked_again, _ = ask(server, "page/")
    assert "immutable" in (kept.headers["Cache-Control"] or "")
    assert asked_again.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/index.html", "/belowXindex.html"])
def test_above_the_sites_path_there_is_nothing(folder: Path, path: str) -> None:
    with hosted(serve.Server(folder, prefix="/below/")) as server:
        connection = HTTPConnection(serve.HOST, server.server_port)
        connection.request("GET", path)
        assert connection.getresponse().status == 404
        connection.close()


def test_a_taken_port_is_passed_over(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serve.first_free(folder, port) as server:
            assert server.server_port > port
    assert f"Port {port} is taken" in capsys.readouterr().err

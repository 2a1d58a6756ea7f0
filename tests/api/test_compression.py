"""JSON is compressed for whoever takes that; streams, pictures and short answers pass as they are."""

import gzip
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from api.compression import LEAST_BYTES, JsonCompression

LONG = {"rows": [{"sku": "A-330", "facings": n} for n in range(200)]}


def _long(_: Request) -> Response:
    return JSONResponse(LONG, headers={"Vary": "Cookie"})


def _short(_: Request) -> Response:
    return JSONResponse({"ok": True})


def _picture(_: Request) -> Response:
    return Response(b"\xff\xd8" * LEAST_BYTES, media_type="image/jpeg")


def _stream(_: Request) -> Response:
    async def lines() -> AsyncIterator[bytes]:
        for n in range(3):
            yield b"data: %d\n\n" % n

    return StreamingResponse(lines(), media_type="text/event-stream")


def _pieces(_: Request) -> Response:
    async def parts() -> AsyncIterator[bytes]:
        for part in (b"[", b"1," * LEAST_BYTES, b"2]"):
            yield part

    return StreamingResponse(parts(), media_type="application/json")


@pytest.fixture(scope="module")
def client() -> TestClient:
    paths = {"/long": _long, "/short": _short, "/picture": _picture, "/stream": _stream, "/pieces": _pieces}
    return TestClient(JsonCompression(Starlette(routes=[Route(path, work) for path, work in paths.items()])))


def _get(client: TestClient, path: str, encodings: str = "gzip") -> httpx.Response:
    return client.get(path, headers={"accept-encoding": encodings})


def test_a_long_answer_shrinks_and_says_so(client: TestClient) -> None:
    answer = _get(client, "/long")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Cookie, Accept-Encoding"
    assert int(answer.headers["content-length"]) < len(json.dumps(LONG)) / 4
    assert answer.json() == LONG


def test_who_takes_no_gzip_gets_the_same_plain(client: TestClient) -> None:
    answer = _get(client, "/long", "identity")
    assert "content-encoding" not in answer.headers
    assert answer.json() == LONG


@pytest.mark.parametrize("path", ["/short", "/picture", "/stream", "/pieces"])
def test_the_rest_passes_as_it_is(client: TestClient, path: str) -> None:
    answer, plain = _get(client, path), _get(client, path, "identity")
    assert "content-encoding" not in answer.headers
    assert answer.content == plain.content
    assert not answer.content.startswith(gzip.compress(b"")[:2])

"""Vectors from a service, spoken to over a real socket, and the sentences when there are none."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import numpy as np
import pytest

from duijie.engine.semantics import EmbedderError, embedder

ASKED: list[tuple[str | None, dict[str, Any]]] = []


class Answering(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        ASKED.append((self.headers.get("Authorization"), body))
        rows = [{"index": i, "embedding": [float(len(t)), 1.0]} for i, t in enumerate(body["input"])]
        if body["model"] == "short":
            rows = rows[1:]
        answer = json.dumps({"data": rows[::-1]}).encode()
        self.send_response(500 if body["model"] == "broken" else 200)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    ASKED.clear()
    server = HTTPServer(("127.0.0.1", 0), Answering)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    thread.join()
    server.server_close()


def test_each_text_is_asked_once_and_rows_have_length_one(address: str) -> None:
    rows = embedder(address, model="m", key="secret").embed(["轴承", "", "数控车床", "轴承"])
    assert np.allclose(np.linalg.norm(rows, axis=1), [1, 0, 1, 1])
    assert np.allclose(rows[2], np.array([4, 1]) / np.sqrt(17))
    assert [body["input"] for _key, body in ASKED] == [["轴承", "数控车床"]]
    assert ASKED[0][0] == "Bearer secret"


def test_long_lists_are_asked_in_parts(address: str) -> None:
    embedder(address, model="m").embed([str(i) for i in range(150)])
    assert [len(body["input"]) for _key, body in ASKED] == [64, 64, 22]


@pytest.mark.parametrize("model", ["short", "broken"])
def test_a_bad_answer_is_a_sentence(address: str, model: str) -> None:
    with pytest.raises(EmbedderError, match="没有给出可用的结果"):
        embedder(address, model=model).embed(["轴承", "车床"])


def test_no_service_and_no_folder() -> None:
    with pytest.raises(EmbedderError, match="没有给出可用的结果"):
        embedder("http://127.0.0.1:9").embed(["轴承"])
    with pytest.raises(EmbedderError, match="不存在"):
        embedder("nowhere")


def test_nothing_to_embed_asks_nobody() -> None:
    assert embedder("http://127.0.0.1:9").embed(["", " "]).shape == (2, 1)


def test_the_key_is_not_told() -> None:
    assert "secret" not in repr(embedder("http://127.0.0.1:9", key="secret"))

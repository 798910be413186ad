"""Where vectors of texts come from, if not from the market's own words: a service or a model on this machine.

The service speaks the common form of embedding services: POST {"model", "input": [texts]} to …/embeddings, answered
by {"data": [{"index", "embedding"}]}. Texts leave this machine only if a city has named a service.
"""

import importlib
import json
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from duijie.engine.errors import EngineError
from duijie.engine.index import Float32
from duijie.engine.semantics.algebra import unit

_TEXTS_PER_CALL = 64
_SECONDS = 60


class Embedder(Protocol):
    """Whatever gives a row of length one (or of zeros: nothing known) for every text."""

    def embed(self, texts: Sequence[str]) -> Float32: ...


class EmbedderError(EngineError, RuntimeError):
    """No vectors can be had; the message is a sentence that says from where and why."""


def embedder(place: str, *, model: str = "", key: str = "") -> Embedder:
    """A service where `place` is an address, else a sentence-transformers model in the folder `place`."""
    if place.startswith(("http://", "https://")):
        return Service(place, model or os.environ.get("DUIJIE_EMBEDDER_MODEL", ""), key or _key())
    if not Path(place).is_dir():
        raise EmbedderError(f"向量模型“{place}”不存在：请写模型文件夹，或以 http 开头的服务地址。")
    return _local(place)


def _key() -> str:
    return os.environ.get("DUIJIE_EMBEDDER_KEY", "")


@dataclass(frozen=True)
class Service:
    """An embedding service; `key` goes into the request's header and nowhere else."""

    address: str
    model: str
    key: str = ""

    def __repr__(self) -> str:
        return f"Service({self.address!r}, {self.model!r})"

    def embed(self, texts: Sequence[str]) -> Float32:
        distinct = list(dict.fromkeys(t for t in texts if t.strip()))
        if not distinct:
            return np.zeros((len(texts), 1), np.float32)
        steps = range(0, len(distinct), _TEXTS_PER_CALL)
        found = np.concatenate([self._ask(distinct[at : at + _TEXTS_PER_CALL]) for at in steps])
        at = {text: i for i, text in enumerate(distinct)}
        with_none = np.vstack([unit(found), np.zeros((1, found.shape[1]), np.float32)])
        return with_none[[at.get(text, -1) for text in texts]]

    def _ask(self, texts: list[str]) -> Float32:
        body = json.dumps({"model": self.model, "input": texts}).encode()
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self.key}"} if self.key else {}
        )
        request = urllib.request.Request(f"{self.address.rstrip('/')}/embeddings", body, headers)  # noqa: S310  http only, see embedder()
        try:
            with urllib.request.urlopen(request, timeout=_SECONDS) as answer:  # noqa: S310
                return _rows(json.load(answer), len(texts))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise EmbedderError(f"向量服务 {self.address} 没有给出可用的结果（{error}）。") from error


def _rows(answer: Any, wanted: int) -> Float32:
    data = sorted(answer["data"], key=lambda row: row["index"])
    rows = np.array([row["embedding"] for row in data], dtype=np.float32)
    if rows.shape != (wanted, rows.size // wanted) or not np.isfinite(rows).all():
        raise ValueError(f"应有 {wanted} 个同样长的数字向量")
    return rows


def _local(folder: str) -> Embedder:
    try:
        library = importlib.import_module("sentence_transformers")  # heavy, and only for those who want it
    except ImportError as error:
        raise EmbedderError(
            "要用本机的向量模型，请先安装 sentence-transformers，或改用 http 服务。"
        ) from error
    return _Local(library.SentenceTransformer(folder))


@dataclass(frozen=True)
class _Local:
    model: Any

    def embed(self, texts: Sequence[str]) -> Float32:
        return unit(np.asarray(self.model.encode(list(texts), show_progress_bar=False), dtype=np.float32))

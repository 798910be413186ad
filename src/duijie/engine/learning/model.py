"""A learned model as a small JSON file: weights, trees for levels, and how it did; damaged or foreign ones are refused."""

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from duijie.engine.channels import Channel
from duijie.engine.channels.model import Related
from duijie.engine.errors import EngineError
from duijie.engine.evidence import Shown
from duijie.engine.index import Int64
from duijie.engine.learning.examples import asked_terms, by_need
from duijie.engine.learning.levels import Levels

FORMAT, VERSION = "duijie-model", 1
_MOST_BYTES = 50_000_000


class ModelError(EngineError, ValueError):
    """A model cannot be used; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Model:
    """Weights for one channel. evaluation: plain values, the model beside the weights it was to replace, on unseen groups."""

    channel: str
    related: Related
    features: dict[str, float]
    levels: Levels | None
    evaluation: dict[str, Any]

    def apply(self, channel: Channel) -> Channel:
        """The channel with these weights; raises ModelError where they are not this channel's."""
        if channel.code != self.channel:
            raise ModelError(f"这个模型是为“{self.channel}”训练的，不能用于“{channel.code}”。")
        missing = {f.code for f in channel.features} ^ set(self.features)
        if missing:
            raise ModelError(
                f"渠道“{channel.code}”的评分项已改（{'、'.join(sorted(missing))}），请重新训练模型。"
            )
        features = tuple(replace(f, weight=self.features[f.code]) for f in channel.features)
        return replace(channel, related=self.related, features=features, text_weight=1.0)

    def levels_of(self, channel: Channel, shown: Shown, need: Int64) -> Int64:
        """Level of pairs of which this is known, each ranked among those of the same `need`; for `score_pairs`."""
        if self.levels is None:
            raise ModelError("这个模型不能判断等级：训练它的配对没有分等级。")
        names, terms = asked_terms(channel, shown)
        odds = self.related.bias + terms @ np.array([getattr(self.related, name) for name in names])
        return self.levels.predict(terms, odds, by_need(need))

    def text(self) -> str:
        """The file's content."""
        body = {
            "format": FORMAT,
            "version": VERSION,
            "channel": self.channel,
            "related": asdict(self.related),
            "features": self.features,
            "levels": self.levels.trees if self.levels else None,
            "evaluation": self.evaluation,
        }
        return json.dumps(body | {"checksum": _checksum(body)}, ensure_ascii=False, indent=1)

    def save(self, path: Path) -> None:
        path.write_text(self.text(), encoding="utf-8")


def load(path: Path) -> Model:
    """The model in this file; ModelError says what is wrong with it."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ModelError(f"{path.name} 太大，不是模型文件。")
        return parse(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise ModelError(f"模型文件 {path.name} 读不了（{error}）。") from error


def parse(text: str, name: str) -> Model:
    """The model that `Model.text` has written; `name` is for the sentence if it is none."""
    try:
        body = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ModelError(f"{name} 已损坏，不是完整的模型文件。") from error
    if not isinstance(body, dict) or body.get("format") != FORMAT:
        raise ModelError(f"{name} 不是模型文件；模型由 duijie train 生成。")
    if body.get("version") != VERSION:
        raise ModelError(
            f"{name} 是第 {body.get('version')} 版的模型，本系统只认第 {VERSION} 版，请用 duijie train 重新训练。"
        )
    if body.pop("checksum", None) != _checksum(body):
        raise ModelError(f"{name} 已损坏或被改动（校验和不符），请重新训练或换用备份。")
    return Model(
        channel=body["channel"],
        related=Related(**body["related"]),
        features=body["features"],
        levels=Levels(body["levels"]) if body["levels"] else None,
        evaluation=body["evaluation"],
    )


def _checksum(body: dict[str, Any]) -> str:
    plain = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.blake2b(plain.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

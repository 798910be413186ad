"""Model files: read back as written, and refused when damaged, foreign or of another version."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duijie.engine.channels import load as channel
from duijie.engine.channels.model import Related
from duijie.engine.learning import Levels, Model, ModelError, load
from duijie.engine.learning.model import parse

FEATURES = {f.code: 0.2 for f in channel("research").features}
MODEL = Model("research", Related(-2.0, 0.5, meaning=4.0), FEATURES, Levels("tree\n"), {"pairs": 3})


def test_read_back_as_written(tmp_path: Path) -> None:
    MODEL.save(tmp_path / "m.json")
    assert load(tmp_path / "m.json") == MODEL


def test_applied_to_its_channel() -> None:
    applied = MODEL.apply(channel("research"))
    assert applied.related == MODEL.related
    assert {f.code: f.weight for f in applied.features} == FEATURES


def test_not_applied_to_another_channel_or_one_with_other_features() -> None:
    with pytest.raises(ModelError, match="不能用于“sales”"):
        MODEL.apply(channel("sales"))
    with pytest.raises(ModelError, match="请重新训练"):
        Model("research", MODEL.related, {}, None, {}).apply(channel("research"))


@given(st.data())
def test_any_flipped_character_is_noticed(data: st.DataObject) -> None:
    text = MODEL.text()
    at = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.characters(codec="utf-8").filter(lambda c: c != text[at]))
    broken = text[:at] + other + text[at + 1 :]
    try:
        same = json.loads(broken) == json.loads(text)
    except ValueError:
        same = False
    if not same:
        with pytest.raises(ModelError):
            parse(broken, "m.json")


@pytest.mark.parametrize("cut", [0, 1, 50, -1, -30])
def test_a_cut_file_is_refused(cut: int) -> None:
    with pytest.raises(ModelError, match="已损坏"):
        parse(MODEL.text()[:cut], "m.json")


@pytest.mark.parametrize("text", ["[]", "{}", "3", '{"format": "other"}', "[" * 100_000])
def test_what_is_no_model_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match=r"m\.json"):
        parse(text, "m.json")


def test_another_version_is_refused_with_what_to_do() -> None:
    with pytest.raises(ModelError, match=r"第 2 版.*重新训练"):
        parse(MODEL.text().replace('"version": 1', '"version": 2'), "m.json")


def test_no_file_and_a_binary_one(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="读不了"):
        load(tmp_path / "none.json")
    (tmp_path / "b.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ModelError, match="读不了"):
        load(tmp_path / "b.json")

"""`duijie train`, and what is learned used by `score` and `match`."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from duijie.cli.app import app
from tests.engine.learning.judging import market

NEEDS, OFFERS, PAIRS = market()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, frame in (("needs", NEEDS), ("offers", OFFERS)):
        frame.select(编号="id", 标题="title").write_csv(tmp_path / f"{name}.csv")
    PAIRS.write_csv(tmp_path / "pairs.csv")
    return tmp_path


def run(folder: Path, command: str, *more: str) -> tuple[int, str]:
    files = ["needs.csv", "offers.csv"]
    files = {"train": ["pairs.csv", *files], "score": [*files, "pairs.csv"], "match": files}[command]
    done = CliRunner().invoke(app, [command, *(str(folder / f) for f in files), "-c", "investment", *more])
    return done.exit_code, done.output


def trained(folder: Path) -> Path:
    path = folder / "m.json"
    code, told = run(folder, "train", "-o", str(path))
    assert code == 0, told
    return path


def test_learned_weights_are_told_compared_and_used(folder: Path) -> None:
    model = trained(folder)
    code, plain = run(folder, "score", "--json", "-o", str(folder / "a.csv"))
    assert code == 0, plain
    assert run(folder, "score", "--model", str(model), "-o", str(folder / "b.csv"))[0] == 0
    default, learned = (pl.read_csv(folder / f)["score"] for f in ("a.csv", "b.csv"))
    related = PAIRS["level"] == 4
    assert (
        learned.filter(related).mean() - learned.filter(~related).mean()
        > default.filter(related).mean() - default.filter(~related).mean()
    )
    assert run(folder, "match", "--model", str(model), "-o", str(folder / "c.csv"))[0] == 0


def test_the_answer_says_how_it_did(folder: Path) -> None:
    code, told = run(folder, "train", "-o", str(folder / "m.json"), "--json")
    facts = json.loads(told)
    assert code == 0
    assert facts["evaluation"]["pairs"] == len(PAIRS)
    assert set(facts["weights"]["related"]) == {"bias", "words"}
    assert "现有权重" in run(folder, "train", "-o", str(folder / "m.json"))[1]


def test_a_damaged_model_is_refused_and_the_default_goes_on_only_if_asked(folder: Path) -> None:
    model = trained(folder)
    model.write_text(model.read_text("utf-8").replace('"words"', '"wards"'), encoding="utf-8")
    out = folder / "s.csv"
    code, told = run(folder, "score", "--model", str(model), "-o", str(out))
    assert (code, out.exists()) == (2, False)
    assert "已损坏" in told
    code, told = run(folder, "score", "--model", str(model), "--or-default", "-o", str(out))
    assert code == 0
    assert "这次用默认权重" in told
    plain = folder / "plain.csv"
    run(folder, "score", "-o", str(plain))
    assert out.read_bytes() == plain.read_bytes()


@pytest.mark.parametrize("command", ["match", "score"])
@pytest.mark.parametrize(
    ("instead", "of", "said"),
    [
        ('"version": 2', '"version": 1', "第 2 版"),
        ('"channel": "sales"', '"channel": "investment"', "校验和不符"),
        ("", "}", "已损坏"),
    ],
)
def test_what_is_not_this_channels_model_is_refused_and_nothing_is_written(
    command: str, instead: str, of: str, said: str, folder: Path
) -> None:
    model, out = trained(folder), folder / "out.csv"
    model.write_text(model.read_text("utf-8").replace(of, instead), encoding="utf-8")
    code, told = run(folder, command, "--model", str(model), "--json", "-o", str(out))
    assert (code, out.exists()) == (2, False)
    assert said in json.loads(told)["error"]
    code, told = run(folder, command, "--model", str(model), "--or-default", "--json", "-o", str(out))
    assert (code, out.exists()) == (0, True)
    assert said in "".join(json.loads(told)["notes"])


def test_a_corpus_of_something_else_changes_no_winner(folder: Path) -> None:
    corpus = folder / "corpus.csv"
    pl.DataFrame({"内容": [f"床前明月光，疑是地上霜，第{i}首" for i in range(700)]}).write_csv(corpus)
    for name, more in (("plain", ()), ("foreign", ("--corpus", str(corpus)))):
        assert run(folder, "match", *more, "-o", str(folder / f"{name}.csv"))[0] == 0
    plain, foreign = (pl.read_csv(folder / f"{name}.csv") for name in ("plain", "foreign"))
    best = [f.filter(pl.col("rank") == 1).select("need_id", "offer_id") for f in (plain, foreign)]
    assert best[0].equals(best[1])


def test_bad_rows_are_told_and_the_rest_is_learned(folder: Path) -> None:
    with (folder / "pairs.csv").open("a", encoding="utf-8") as file:
        file.write("n1,o1,好\nnone,o1,4\n")
    code, told = run(folder, "train", "-o", str(folder / "m.json"))
    assert code == 1
    assert "不是能用的结论" in told
    assert "配对 none – o1 的需求或供给不在表里" in told


def test_too_little_to_learn_writes_nothing(folder: Path) -> None:
    PAIRS[:5].write_csv(folder / "pairs.csv")
    code, told = run(folder, "train", "-o", str(folder / "m.json"))
    assert (code, (folder / "m.json").exists()) == (2, False)
    assert "可学的配对太少" in told


def test_no_service_for_vectors_is_a_sentence(folder: Path) -> None:
    code, told = run(folder, "train", "--embedder", "nowhere", "-o", str(folder / "m.json"))
    assert code == 2
    assert "不存在" in told

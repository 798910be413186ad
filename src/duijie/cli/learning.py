"""Learning a channel's weights from what people judged or decided."""

from pathlib import Path
from typing import Annotated, Any

import typer

from duijie import tables
from duijie.cli.console import Exit, answer, sentences
from duijie.cli.market import (
    ChannelOption,
    CorpusOption,
    EmbedderOption,
    JsonOption,
    check_output,
    known_pairs,
    problem_facts,
    read_both,
)
from duijie.engine import learning
from duijie.engine.channels import load
from duijie.engine.semantics import embedder

_SHOWN = 20


def register(app: typer.Typer) -> None:
    app.command("train")(train)


def train(
    pairs: Annotated[
        Path, typer.Argument(help="判断过的配对：need_id、offer_id，和等级（level）或结果（outcome）")
    ],
    needs: Annotated[Path, typer.Argument(help="需求表")],
    offers: Annotated[Path, typer.Argument(help="供给表")],
    channel: ChannelOption,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="模型写到哪个文件（.json）")] = None,
    corpus: CorpusOption = None,
    vectors: EmbedderOption = None,
    as_json: JsonOption = False,
) -> None:
    """从判断过的配对学习评分权重，并与现有权重在没有学过的供需上比较。"""
    with sentences(as_json):
        found = load(channel)
        path = output or Path(f"{found.label}模型.json")
        check_output(path, (".json",), as_json)
        judged, problems = tables.read_judged(pairs, learning.OUTCOMES)
        read = read_both(needs, offers, found)
        known, lost = known_pairs(judged, read)
        texts = tables.read_texts(corpus) if corpus else ()
        model = learning.train(
            read[0].frame,
            read[1].frame,
            known,
            found,
            corpus=texts,
            embedder=embedder(vectors) if vectors else None,
        )
        model.save(path)
    facts = {
        "status": "done",
        "output": str(path),
        "pairs_without_listing": len(lost),
        "problems": [problem_facts("pairs", p) for p in problems],
        "weights": {"related": _weights(model), "features": model.features},
        "evaluation": model.evaluation,
    }
    answer(as_json, facts, _lines(facts, problems, lost), Exit.REJECTED if lost or problems else Exit.DONE)


def _weights(model: learning.Model) -> dict[str, float]:
    names = ("bias", "words", "named", "meaning", "company", "kindred", "claim")
    return {name: round(getattr(model.related, name), 4) for name in names if getattr(model.related, name)}


def _lines(
    facts: dict[str, Any], problems: list[tables.CellProblem], lost: list[tuple[Any, ...]]
) -> list[str]:
    found = facts["evaluation"]
    lines = [f"配对表第 {p.row} 行“{p.column}”：{p.message}{p.remedy}" for p in problems[:_SHOWN]]
    lines += [f"配对 {pair[0]} – {pair[1]} 的需求或供给不在表里，没有学。" for pair in lost[:_SHOWN]]
    for name, count in (("看不懂结论", len(problems)), ("找不到供需", len(lost))):
        lines += [f"……{name}的共 {count} 对。"] if count > _SHOWN else []
    lines += [
        f"学了 {found['pairs']} 对，{found['needs']} 条需求；以下都在没有学过的{found['groups']} 组上分五份轮流比较：",
        f"排序（NDCG@10）：现有权重 {found['ndcg_before']:.4f}，学到的 {found['ndcg_after']:.4f}。",
        f"概率（对数损失，越小越好）：现有权重 {found['log_loss_before']:.4f}，学到的 {found['log_loss_after']:.4f}。",
    ]
    if "level_score" in found:
        lines.append(f"判断等级（1/(1+平均误差)）：{found['level_score']:.4f}。")
    verdict = "学到的更好，可以换用。" if found["better"] else "学到的没有更好，建议继续用现有权重。"
    return [*lines, verdict, f"模型已写到 {facts['output']}；用 --model 指定它。"]

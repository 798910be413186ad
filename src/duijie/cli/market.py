"""Without a portal and without an account: templates, matching and scoring of two files."""

import os
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, NoReturn

import polars as pl
import typer

from duijie import engine, tables
from duijie.cli.console import Exit, answer, progress_bar, refuse, sentences, unspoken
from duijie.engine import learning
from duijie.engine.channels import Channel, Side, load
from duijie.engine.learning import Model
from duijie.engine.runners import NAMES, runner
from duijie.engine.semantics import embedder

ChannelOption = Annotated[str, typer.Option("--channel", "-c", help="对接种类，如 sales、research")]
JsonOption = Annotated[bool, typer.Option("--json", help="结果只以一个 JSON 对象输出")]
OutOption = Annotated[
    Path | None, typer.Option("--output", "-o", help="写到哪个文件（.xlsx .csv .parquet .json）")
]
CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", help="本地语料表（如登记的经营范围），用来学会哪些词常见")
]
RunnerOption = Annotated[str, typer.Option("--runner", help=f"在哪里算：{'、'.join(NAMES)}，结果都一样")]
WorkersOption = Annotated[
    int | None, typer.Option("--workers", min=1, help="processes 用几个进程，不写就每核一个")
]
MasterOption = Annotated[
    str | None,
    typer.Option(
        "--master", help="Spark 集群的地址，如 spark://主机:7077；不写就看环境变量 DUIJIE_SPARK_MASTER"
    ),
]
ModelOption = Annotated[
    Path | None, typer.Option("--model", help="duijie train 生成的模型；不写就用默认权重")
]
OrDefaultOption = Annotated[bool, typer.Option("--or-default", help="模型用不了时改用默认权重，而不是停下")]
EmbedderOption = Annotated[
    str | None,
    typer.Option(
        "--embedder",
        help="比较含义用的向量模型：sentence-transformers 模型文件夹，或 http 服务地址；不写就从供需文字里学",
    ),
]
OUTPUTS = (".xlsx", ".csv", ".parquet", ".json")


def register(app: typer.Typer) -> None:
    app.command("template")(template)
    app.command("match")(match)
    app.command("score")(score)


def template(
    channel: Annotated[
        str,
        typer.Argument(
            help="对接种类：sales finance research talent investment assets；或 event（对接活动）"
        ),
    ],
    side: Annotated[str, typer.Argument(help="need（需求）或 offer（供给）；event 不写")] = "",
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """生成一张空白填报表，带中文表头、下拉选项、说明和一行示例。"""
    with sentences(as_json):
        if channel == "event":
            _event_template(output or Path("对接活动.xlsx"), side, as_json)
        found = load(channel)
        if side not in list(Side):
            refuse(as_json, f"“{side}”不对：第二个参数写 need（需求）或 offer（供给）。")
        path = output or Path(f"{found.label}-{found.side_labels[Side(side)]}.xlsx")
        check_output(path, (".xlsx",), as_json)
        tables.write_template(path, found, side)
        answer(
            as_json, {"status": "done", "output": str(path)}, [f"已生成 {path}，填好后用 duijie match 匹配。"]
        )


def _event_template(path: Path, side: str, as_json: bool) -> NoReturn:
    if side:
        refuse(as_json, f"event 后面不写“{side}”：duijie template event [-o 文件.xlsx]。")
    check_output(path, (".xlsx",), as_json)
    tables.write_event_template(path)
    answer(
        as_json, {"status": "done", "output": str(path)}, [f"已生成 {path}，填好后用 duijie schedule 排程。"]
    )


def match(
    needs: Annotated[Path, typer.Argument(help="需求表")],
    offers: Annotated[Path, typer.Argument(help="供给表")],
    channel: ChannelOption,
    k: Annotated[int, typer.Option("-k", min=1, max=1000, help="每条需求列出几条供给")] = 10,
    allocate: Annotated[bool, typer.Option("--allocate", help="再给出总体最优的分配")] = False,
    serves: Annotated[
        int | None,
        typer.Option(
            "--serves",
            "--offer-capacity",
            min=1,
            help="分配时只数家数：每条供给最多服务几条需求；不写就按数量分，数量不明的服务一条",
        ),
    ] = None,
    small_floor: Annotated[
        float | None,
        typer.Option("--small-floor", help="分配时小微企业至少占多少，0 到 1，如 0.3（要有“企业规模”列）"),
    ] = None,
    corpus: CorpusOption = None,
    model: ModelOption = None,
    or_default: OrDefaultOption = False,
    vectors: EmbedderOption = None,
    run_by: RunnerOption = "serial",
    workers: WorkersOption = None,
    master: MasterOption = None,
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """给每条需求找最合适的供给，写明理由；--allocate 再给出总体最优分配。"""
    started = time.perf_counter()
    with sentences(as_json), progress_bar(as_json) as report:
        found = load(channel)
        check_output(output, OUTPUTS, as_json)
        learned, notes = _model(model, found, or_default)
        if small_floor is not None and not allocate:
            refuse(as_json, "--small-floor 只在整体分配时用：请加上 --allocate。")
        place = runner(run_by, workers=workers, master=master or _usual_master(run_by))
        read = read_both(needs, offers, found)
        texts = tables.read_texts(corpus) if corpus else ()
        result = engine.match(
            read[0].frame,
            read[1].frame,
            learned.apply(found) if learned else found,
            k=k,
            corpus=texts,
            embedder=embedder(vectors) if vectors else None,
            runner=place,
            progress=report,
        )
        chosen = _allocated(result, serves, small_floor or 0.0) if allocate else None
        path = output or Path(f"{found.label}清单.xlsx")
        _write(path, found, read, result, chosen)
    facts = _facts(found, read, result, chosen, path) | {"seconds": round(time.perf_counter() - started, 2)}
    answer(as_json, facts | {"notes": notes}, notes + _lines(facts, read), exit_code(read))


def _allocated(result: engine.MatchResult, serves: int | None, small_floor: float) -> engine.Allocation:
    with unspoken():
        return engine.allocate(
            result.pairs,
            result.needs,
            result.offers,
            result.channel,
            offer_capacity=serves or 1,
            by_quantity=serves is None,
            small_floor=small_floor,
        )


def _usual_master(run_by: str) -> str | None:
    return os.environ.get("DUIJIE_SPARK_MASTER") if run_by == "spark" else None


def score(
    needs: Annotated[Path, typer.Argument(help="需求表")],
    offers: Annotated[Path, typer.Argument(help="供给表")],
    pairs: Annotated[Path, typer.Argument(help="要打分的配对表：need_id、offer_id 两列")],
    channel: ChannelOption,
    corpus: CorpusOption = None,
    model: ModelOption = None,
    or_default: OrDefaultOption = False,
    vectors: EmbedderOption = None,
    output: OutOption = None,
    as_json: JsonOption = False,
) -> None:
    """给指定的配对打分，不做检索；用分等级训练的模型还能判断等级。"""
    with sentences(as_json):
        found = load(channel)
        check_output(output, OUTPUTS, as_json)
        learned, notes = _model(model, found, or_default)
        read = read_both(needs, offers, found)
        wanted, lost = known_pairs(tables.read_pairs(pairs), read)
        texts = tables.read_texts(corpus) if corpus else ()
        result = engine.score_pairs(
            read[0].frame,
            read[1].frame,
            wanted,
            learned.apply(found) if learned else found,
            corpus=texts,
            embedder=embedder(vectors) if vectors else None,
            levels=learned.levels_of if learned and learned.levels else None,
        )
        path = output or Path("打分结果.csv")
        tables.write_pairs(path, result.pairs)
    facts = {
        "status": "done",
        "output": str(path),
        "pairs": len(result.pairs),
        "pairs_without_listing": len(lost),
        "notes": notes,
    }
    lines = [*notes, f"已给 {len(result.pairs)} 对打分，写到 {path}。"]
    lines += [f"配对 {n} – {o} 的需求或供给不在表里，未打分。" for n, o in lost[:20]]
    lines += [f"……共 {len(lost)} 对未打分。"] if len(lost) > 20 else []
    answer(as_json, facts, lines, Exit.REJECTED if lost else exit_code(read))


def _model(path: Path | None, channel: Channel, or_default: bool) -> tuple[Model | None, list[str]]:
    """The model asked for; where it cannot be used, none with a note if that is what the person wants."""
    try:
        model = learning.load(path) if path else None
        if model:
            model.apply(channel)
    except learning.ModelError as error:
        if not or_default:
            raise
        return None, [f"{error}这次用默认权重。"]
    return model, []


def known_pairs(pairs: pl.DataFrame, read: "Read") -> tuple[pl.DataFrame, list[tuple[str, str]]]:
    known = pl.col("need_id").is_in(read[0].frame["id"].to_list()) & pl.col("offer_id").is_in(
        read[1].frame["id"].to_list()
    )
    known = known.fill_null(value=False)
    return pairs.filter(known), pairs.filter(~known).select("need_id", "offer_id").rows()


Read = tuple[tables.ReadResult, tables.ReadResult]


def read_both(needs: Path, offers: Path, channel: Channel) -> Read:
    return (
        tables.read_table(needs, tables.listing_schema(channel, Side.NEED)),
        tables.read_table(offers, tables.listing_schema(channel, Side.OFFER)),
    )


def check_output(path: Path | None, endings: tuple[str, ...], as_json: bool) -> None:
    if path is None:
        return
    if path.suffix.lower() not in endings:
        refuse(as_json, f"不能写成 {path.name}：文件名要以 {'、'.join(endings)} 结尾。")
    if not path.parent.is_dir():
        refuse(as_json, f"文件夹 {path.parent} 不存在。")


def _write(
    path: Path, channel: Channel, read: Read, result: engine.MatchResult, chosen: engine.Allocation | None
) -> None:
    if path.suffix.lower() != ".xlsx":
        tables.write_pairs(path, result.pairs if chosen is None else chosen.pairs)
        return
    tables.write_matches(
        path,
        channel=channel,
        needs=result.needs,
        offers=result.offers,
        pairs=result.pairs,
        need_problems=read[0].problems,
        offer_problems=read[1].problems,
        allocation=chosen,
    )


def _facts(
    channel: Channel, read: Read, result: engine.MatchResult, chosen: engine.Allocation | None, path: Path
) -> dict[str, Any]:
    usable = result.pairs.filter(pl.col("verdict") != "blocked")
    return {
        "status": "done",
        "channel": channel.code,
        "output": str(path),
        "needs": {"read": read[0].rows_read, "used": len(result.needs)},
        "offers": {"read": read[1].rows_read, "used": len(result.offers)},
        "needs_matched": usable["need_id"].n_unique(),
        "pairs": len(result.pairs),
        "verdicts": dict(result.pairs["verdict"].value_counts().sort("verdict").iter_rows()),
        "allocated": None if chosen is None else len(chosen.pairs),
        "allocation": None if chosen is None else _allocation(chosen),
        "problems": [
            problem_facts(file, p)
            for file, r in zip(("needs", "offers"), read, strict=True)
            for p in r.problems
        ],
    }


def _allocation(found: engine.Allocation) -> dict[str, Any]:
    return {
        "value": found.value,
        "bound": found.bound,
        "gap": found.gap,
        "optimal": found.optimal,
        "floor": found.floor and asdict(found.floor),
        "fairness": asdict(found.fairness),
        "notes": list(found.notes),
        "report": tables.allocation_facts(found),
    }


def problem_facts(file: str, problem: tables.CellProblem) -> dict[str, Any]:
    return {
        "file": file,
        "row": problem.row,
        "column": problem.column,
        "value": problem.value,
        "message": problem.message,
        "remedy": problem.remedy,
        "rejected": problem.fatal,
    }


def exit_code(read: Read) -> Exit:
    return Exit.REJECTED if any(p.fatal for r in read for p in r.problems) else Exit.DONE


def _lines(facts: dict[str, Any], read: Read) -> list[str]:
    needs, offers = facts["needs"], facts["offers"]
    matched, used = facts["needs_matched"], needs["used"]
    share = f"，{matched / used:.0%}" if used else ""
    lines = [
        f"需求 {needs['read']} 条，可用 {used} 条；供给 {offers['read']} 条，可用 {offers['used']} 条。",
        f"找到供给的需求：{matched} / {used}{share}；共 {facts['pairs']} 对。",
    ]
    if facts["allocated"] is not None:
        lines += [f"{name}：{text}。" for name, text in facts["allocation"]["report"]]
    for name, result in zip(("需求表", "供给表"), read, strict=True):
        lines += [f"{name}第 {p.row} 行“{p.column}”：{p.message}{p.remedy}" for p in result.problems[:10]]
        if len(result.problems) > 10:
            lines.append(f"{name}还有 {len(result.problems) - 10} 处问题，见结果文件的“问题行”。")
    return [*lines, f"已写到 {facts['output']}，用时 {facts['seconds']} 秒。"]

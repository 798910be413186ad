"""Policies as code: check rulesets, and decide for every firm of a table."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from duijie import tables
from duijie.cli.console import Exit, answer, refuse, sentences
from duijie.cli.market import JsonOption, check_output, problem_facts
from duijie.engine import rules
from duijie.engine.rules.results import LABELS
from duijie.tables.decisions import write_decisions
from duijie.tables.subjects import subject_facts, subject_schema

_OUTPUTS = (".xlsx", ".csv", ".parquet")
_SHOWN = 20


def register(app: typer.Typer) -> None:
    group = typer.Typer(help="政策规则：检查规则文件，按规则逐户判断。", no_args_is_help=True)
    group.command("check")(check)
    group.command("run")(run)
    app.add_typer(group, name="rules")


def check(
    files: Annotated[list[Path], typer.Argument(help="规则文件（.yaml）")],
    as_json: JsonOption = False,
) -> None:
    """检查规则文件：不存在的字段、不合的单位、永不成立的条件、空档与重叠、缺少条款……每处给出文件、行和一句话。"""
    with sentences(as_json):
        problems = [p for file in files for p in rules.check(file)]
    errors = sum(p.severity is rules.Severity.ERROR for p in problems)
    facts = {
        "status": "done",
        "files": len(files),
        "errors": errors,
        "problems": [p.as_dict() for p in problems],
    }
    marks = {rules.Severity.ERROR: "错误", rules.Severity.WARNING: "提醒"}
    lines = [f"{marks[p.severity]}　{p}" for p in problems]
    lines.append(f"检查了 {len(files)} 个文件：错误 {errors} 处，提醒 {len(problems) - errors} 处。")
    answer(as_json, facts, lines, Exit.REJECTED if errors else Exit.DONE)


def run(
    ruleset: Annotated[
        Path, typer.Argument(metavar="RULES", help="规则文件（.yaml），或装有规则文件的文件夹")
    ],
    subjects: Annotated[Path, typer.Argument(help="企业表（.xlsx、.csv 或 .parquet）")],
    output: Annotated[Path | None, typer.Option("--output", "-o", help="写到哪个文件")] = None,
    as_of: Annotated[
        datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help="按哪一天的规则")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """按规则判断表里的每家企业：结论、金额、待定的事实、差距和逐条依据。"""
    path = output or Path("政策判断.xlsx")
    with sentences(as_json):
        check_output(path, _OUTPUTS, as_json)
        found = list(rules.load_folder(ruleset).values()) if ruleset.is_dir() else [rules.load(ruleset)]
        if not found:
            refuse(as_json, f"文件夹 {ruleset} 里没有规则文件（.yaml）。")
        read = tables.read_table(subjects, subject_schema(found))
        day = as_of.date() if as_of else date.today()  # noqa: DTZ011  the day at the person's desk
        rows = _decided(found, subject_facts(found, read.frame).to_dicts(), day)
        write_decisions(path, rows, found, read.problems)
    facts = _facts(rows, read, path, day)
    answer(as_json, facts, _lines(facts, read), Exit.REJECTED if read.rejected else Exit.DONE)


def _decided(found: list[rules.Ruleset], firms: list[dict[str, Any]], day: date) -> list[Any]:
    rows = []
    for firm in firms:
        for ruleset in found:
            decision = rules.evaluate(ruleset, firm, as_of=day)
            short = decision.result is rules.Result.NOT_ELIGIBLE
            ways = rules.gap(ruleset, firm, as_of=day) if short else ()
            rows.append((str(firm["id"]), firm["name"] or "", decision, ways))
    return rows


def _facts(rows: list[Any], read: tables.ReadResult, path: Path, day: date) -> dict[str, Any]:
    return {
        "status": "done",
        "output": str(path),
        "as_of": day.isoformat(),
        "firms": {"read": read.rows_read, "used": read.frame.height},
        "results": {r.value: sum(d.result is r for _, _, d, _ in rows) for r in rules.Result},
        "decisions": [
            {
                "id": identity,
                "name": name,
                "ruleset": d.ruleset,
                "result": d.result.value,
                "tier": d.tier,
                "amount": d.amount,
                "blocked": list(d.blocked),
                "missing": [m.fact for m in d.missing],
                "gap": [{m.fact: m.needed for m in way.moves} for way in ways],
                "notes": list(d.notes),
            }
            for identity, name, d, ways in rows
        ],
        "problems": [problem_facts("subjects", p) for p in read.problems],
    }


def _lines(facts: dict[str, Any], read: tables.ReadResult) -> list[str]:
    said = "，".join(f"{LABELS[rules.Result(code)]} {count}" for code, count in facts["results"].items())
    lines = [
        f"企业 {facts['firms']['read']} 家，可用 {facts['firms']['used']} 家；{facts['as_of']} 的规则：{said}。"
    ]
    lines += [f"第 {p.row} 行“{p.column}”：{p.message}{p.remedy}" for p in read.problems[:_SHOWN]]
    if len(read.problems) > _SHOWN:
        lines.append(f"还有 {len(read.problems) - _SHOWN} 处问题，见结果文件的“问题”。")
    return [*lines, f"已写到 {facts['output']}。"]

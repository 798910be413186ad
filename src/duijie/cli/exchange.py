"""Portal data by spreadsheet: import and export."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from duijie.cli.console import Exit, answer, progress_bar, refuse, sentences
from duijie.cli.site import refusals, setup

SHOWN = 50  # problems on the screen


class Thing(StrEnum):
    """What can be moved by spreadsheet."""

    PARTIES = "parties"
    LISTINGS = "listings"
    AGREEMENTS = "agreements"


KindArgument = Annotated[Thing, typer.Argument(help="parties（主体）、listings（供需）或 agreements（协议）")]
ChannelOption = Annotated[str | None, typer.Option("--channel", "-c", help="对接种类（供需用）")]
SideOption = Annotated[str | None, typer.Option("--side", help="need 或 offer（供需用）")]
UserOption = Annotated[str | None, typer.Option("--as", help="以哪个账号的身份；默认用第一个市级统筹账号")]
JsonOption = Annotated[bool, typer.Option("--json", help="结果只以一个 JSON 对象输出")]


def register(app: typer.Typer) -> None:
    app.command("import")(import_file)
    app.command("export")(export_file)


def import_file(
    kind: KindArgument,
    file: Annotated[Path, typer.Argument(help="要导入的表格")],
    channel: ChannelOption = None,
    side: SideOption = None,
    username: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """把表格导入门户；坏行逐行说明，好行照常导入，再导一次不会重复。"""
    setup()
    with sentences(as_json), progress_bar(as_json) as progress, refusals(as_json):
        person = _person(username, as_json)
        if kind is Thing.PARTIES:
            result = _import_parties(file, person, progress)
        elif kind is Thing.AGREEMENTS:
            result = _import_agreements(file, person, progress)
        else:
            result = _import_listings(file, person, channel, side, as_json)
    facts = {"status": "done", **result.as_dict(most=len(result.problems))}
    answer(as_json, facts, _lines(result), Exit.REJECTED if result.rejected else Exit.DONE)


def _import_parties(file: Path, person: Any, progress: Any) -> Any:
    from duijie.portal.parties.domain.importing import import_parties  # noqa: PLC0415

    return import_parties(file, by=person, progress=progress)


def _import_agreements(file: Path, person: Any, progress: Any) -> Any:
    from duijie.portal.agreements.domain import import_agreements  # noqa: PLC0415

    return import_agreements(file, by=person, progress=progress)


def _import_listings(file: Path, person: Any, channel: str | None, side: str | None, as_json: bool) -> Any:
    from duijie.portal.exchange.domain import import_listings  # noqa: PLC0415

    if not channel or side not in ("need", "offer"):
        refuse(as_json, "导入供需要写明 --channel（对接种类）和 --side（need 或 offer）。")
    return import_listings(file, channel, side, by=person, submit=True)


def _person(username: str | None, as_json: bool) -> Any:
    from duijie.portal.accounts.models import User  # noqa: PLC0415

    people = User.objects.filter(is_active=True)
    found = people.filter(username=username) if username else people.filter(role="coordinator").order_by("pk")
    person = found.first()
    if person is None and username:
        refuse(as_json, f"没有可用的账号“{username}”。")
    return person


def _lines(result: Any) -> list[str]:
    head = (
        f"读到 {result.rows_read} 行：新增 {result.created}，更新 {result.updated}，"
        f"未变 {result.unchanged}，未导入 {result.rejected}。"
    )
    told = [f"第 {p.row} 行“{p.column}”{p.value}：{p.message}{p.remedy}" for p in result.problems[:SHOWN]]
    left = len(result.problems) - SHOWN
    return [head, *told, *([f"……另有 {left} 处，用 --json 看全部。"] if left > 0 else [])]


def export_file(
    kind: KindArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="写到哪个文件（.xlsx 或 .csv）")],
    channel: ChannelOption = None,
    side: SideOption = None,
    username: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """把门户里的主体、供需或协议导出成表格，内容与该账号在门户里看到的一致。"""
    setup()
    with sentences(as_json):
        if output.suffix.lower() not in (".xlsx", ".csv"):
            refuse(as_json, f"不能写成 {output.name}：文件名要以 .xlsx 或 .csv 结尾。")
        person = _person(username, as_json)
        if person is None:
            refuse(as_json, "还没有可用的账号：先用 duijie createoperator 建立，或用 --as 指定。")
        if kind is Thing.PARTIES:
            rows = _export_parties(output, person)
        elif kind is Thing.AGREEMENTS:
            rows = _export_agreements(output, person)
        else:
            rows = _export_listings(output, person, channel, side)
    answer(
        as_json, {"status": "done", "rows": rows, "output": str(output)}, [f"已导出 {rows} 行到 {output}。"]
    )


def _export_parties(output: Path, person: Any) -> int:
    from duijie.portal.parties import exporting  # noqa: PLC0415

    return exporting.write(output, person)


def _export_agreements(output: Path, person: Any) -> int:
    from duijie.portal.agreements import exporting  # noqa: PLC0415

    return exporting.write(output, person)


def _export_listings(output: Path, person: Any, channel: str | None, side: str | None) -> int:
    from duijie.portal.exchange import exporting  # noqa: PLC0415

    return exporting.write(output, person, channel=channel, side=side)

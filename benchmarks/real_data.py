"""What becomes of real tables in `duijie match`: technology needs, loan products and job advertisements as people wrote them.

    python benchmarks/real_data.py [--data FOLDER]

Each trial is two spreadsheets and one run of the command line. Printed: rows read, cells that could not be used and why,
needs with an offer, verdicts, seconds. Where public data have one side only, the demo city's listings are the other.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import polars as pl

from common import arguments, bare
from duijie.demo.city import build
from duijie.tables import listing_schema, read_table, write_rows

Rows = Iterable[Sequence[object]]


def main() -> None:
    options = arguments(__doc__ or "")
    if not options.data.is_dir():
        sys.exit(f"{options.data} is absent: give the measuring data's folder with --data")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        technology(options.data / "tech_match", folder)
        loans(options.data / "loan_products", folder)
        jobs(options.data / "jobs", folder)


def technology(data: Path, folder: Path) -> None:
    """Needs as posted; achievements, of which only the titles' words survive, as offers."""
    needs = pl.read_csv(data / "needs.csv").rows()
    judged = pl.read_csv(data / "judged_pairs.csv").unique("achievement_id", maintain_order=True)
    offers = judged.select("achievement_id", "achievement_title").rows()
    run("research", folder, (("编号", "标题", "详细说明"), needs), (("编号", "标题"), offers))


def loans(data: Path, folder: Path) -> None:
    """Products as two banks describe them, against the demo firms' written financing needs."""
    texts = [
        (p["title"], p["text"], None, None, None)
        for p in json.loads((data / "gongyi_rcb.json").read_text("utf-8"))
    ]
    told = [
        (
            p["name"],
            p["des"] + "；".join(p["dealConditions"]),
            p["totalMoney"],
            _said(p["year"]),
            _said(p["rate"]),
        )
        for p in json.loads((data / "chengdu.json").read_text("utf-8"))
    ]
    columns = ("标题", "详细说明", "最高额度", "最长期限", "年利率")
    wanted = build().listings["finance"]["need"].select("title", "description", "amount", "term_months")
    needs = (("标题", "详细说明", "融资金额", "融资期限"), wanted.rows())
    run("finance", folder, needs, (columns, texts + told))


def jobs(data: Path, folder: Path) -> None:
    """Advertisements as published, against the people that the demo city's schools and agencies offer anywhere."""
    found = pl.read_csv(data / "51job_2019.csv", infer_schema=False)
    names = ("职位", "薪资", "地区", "工作经验", "学历", "人数", "岗位信息")
    rows = [[bare(row[n]) for n in names] for row in found.iter_rows(named=True)]
    people = build().listings["talent"]["offer"]
    offers = people.select(
        "title",
        "description",
        pl.col("occupation").list.join("；"),
        pl.col("skills").list.join("；"),
        "headcount",
    ).rows()
    run(
        "talent",
        folder,
        (names, rows),
        (("标题", "详细说明", "岗位工种", "技能证书", "可提供人数"), offers),
    )


def _said(text: str) -> str:
    return text.partition("：")[2] or text.partition(":")[2] or text


def run(
    channel: str, folder: Path, needs: tuple[Sequence[str], Rows], offers: tuple[Sequence[str], Rows]
) -> None:
    paths = folder / f"{channel}-needs.csv", folder / f"{channel}-offers.csv"
    for path, (columns, rows) in zip(paths, (needs, offers), strict=True):
        write_rows(path, columns, rows)
    found = folder / f"{channel}.parquet"
    command = [
        sys.executable,
        "-m",
        "duijie",
        "match",
        *map(str, paths),
        "-c",
        channel,
        "--json",
        "-o",
        str(found),
    ]
    started = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if not found.exists():
        sys.exit(f"{channel}: {done.stdout}{done.stderr}")
    pairs = pl.read_parquet(found)
    print(
        f"\n{channel}: {time.perf_counter() - started:.1f} s, {pairs['need_id'].n_unique():,} needs with an offer listed"
    )
    best = pairs.sort("rank").unique("need_id", keep="first", maintain_order=True)
    print("needs by the first offer's verdict:", dict(best["verdict"].value_counts(sort=True).rows()))
    for path, side in zip(paths, ("need", "offer"), strict=True):
        read = read_table(path, listing_schema(channel, side))
        print(f"{side}: {len(read.frame):,} of {read.rows_read:,} rows used; cells not used:", end=" ")
        said = Counter((p.column, re.sub("“[^”]*”", "“…”", p.message)) for p in read.problems)
        print(
            "; ".join(f"{count:,} × {column}: {what}" for (column, what), count in said.most_common(6))
            or "none"
        )


if __name__ == "__main__":
    main()

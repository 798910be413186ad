"""`duijie match --allocate`: shares, substitutes and the report, for people and for machines."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from duijie.cli.app import app


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    needs = {"标题": ["采购主轴轴承"], "产品名称": ["主轴轴承"], "采购数量": [1000], "计量单位": ["套"]}
    offers = {
        "标题": ["供应主轴轴承"] * 2,
        "产品名称": ["主轴轴承", "主轴轴承"],
        "可供数量": [600, 500],
        "计量单位": ["套", "套"],
        "单位名称": ["甲厂", "乙厂"],
        "企业规模": ["大型", "小型企业"],
    }
    pl.DataFrame(needs).write_csv(tmp_path / "needs.csv")
    pl.DataFrame(offers).write_csv(tmp_path / "offers.csv")
    return ["match", str(tmp_path / "needs.csv"), str(tmp_path / "offers.csv"), "--channel", "sales"]


def test_a_bundle_its_shares_and_the_floor(tables: list[str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    done = CliRunner().invoke(app, [*tables, "--allocate", "--small-floor", "0.5", "--json", "-o", str(out)])
    assert done.exit_code == 0, done.output
    facts = json.loads(done.stdout)
    assert facts["allocated"] == 2
    assert facts["allocation"]["optimal"]
    assert facts["allocation"]["floor"]["reached"] == 0.5
    assert facts["allocation"]["fairness"]["needs_met"] == 1
    rows = pl.read_csv(out).sort("offer_id")
    assert rows["amount"].to_list() == [500.0, 500.0]
    assert rows["together"].unique().to_list() == ["甲厂供 500 套、乙厂供 500 套，合计满足 1,000 套"]


def test_the_report_is_told_in_sentences(tables: list[str], tmp_path: Path) -> None:
    done = CliRunner().invoke(app, [*tables, "--allocate", "-o", str(tmp_path / "out.xlsx")])
    assert done.exit_code == 0, done.output
    assert "对接上的需求：1 / 1，100%。" in done.stdout
    assert "是不是最好：已证明" in done.stdout


def test_serves_counts_partners_instead(tables: list[str], tmp_path: Path) -> None:
    for option in ("--serves", "--offer-capacity"):
        out = tmp_path / "out.parquet"
        done = CliRunner().invoke(app, [*tables, "--allocate", option, "2", "-o", str(out)])
        assert done.exit_code == 0, done.output
        rows = pl.read_parquet(out)
        assert rows["amount"].to_list() == [None]
        assert rows["share"].to_list() == [1.0]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--allocate", "--small-floor", "30"], "小微企业的占比要在 0 到 1 之间，写的是 30。"),
        (["--small-floor", "0.3"], "请加上 --allocate"),
    ],
)
def test_what_cannot_be_is_said(tables: list[str], options: list[str], sentence: str) -> None:
    done = CliRunner().invoke(app, [*tables, *options, "--json"])
    assert done.exit_code == 2
    assert sentence in json.loads(done.stdout)["error"]


def test_a_floor_needs_the_firms_sizes(tables: list[str], tmp_path: Path) -> None:
    offers = Path(tables[2])
    pl.read_csv(offers).drop("企业规模").write_csv(offers)
    done = CliRunner().invoke(app, [*tables, "--allocate", "--small-floor", "0.3", "--json"])
    assert done.exit_code == 2
    assert "企业规模" in json.loads(done.stdout)["error"]

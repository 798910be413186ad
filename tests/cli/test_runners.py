"""`duijie match --runner`: the same file whoever does the work, and a sentence for what cannot be."""

import json
from pathlib import Path

import polars as pl
import pytest
from typer.testing import CliRunner

from duijie.cli.app import app


@pytest.fixture
def tables(tmp_path: Path) -> list[str]:
    words = ["主轴轴承", "数控车床", "切削液"]
    for name, verb in (("needs", "采购"), ("offers", "供应")):
        pl.DataFrame({"title": [verb + w for w in words], "products": words}).write_csv(
            tmp_path / f"{name}.csv"
        )
    return [str(tmp_path / "needs.csv"), str(tmp_path / "offers.csv"), "--channel", "sales", "--json"]


def test_processes_write_the_same_file(tables: list[str], tmp_path: Path) -> None:
    files = [tmp_path / "serial.parquet", tmp_path / "processes.parquet"]
    for options, file in zip(([], ["--runner", "processes", "--workers", "2"]), files, strict=True):
        done = CliRunner().invoke(app, ["match", *tables, *options, "-o", str(file)])
        assert done.exit_code == 0, done.output
    assert files[0].read_bytes() == files[1].read_bytes()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--runner", "hadoop"], "没有“hadoop”这种运行方式"),
        (["--workers", "2"], "进程数只用于 processes"),
        (["--master", "spark://a:7077"], "集群地址只用于 spark"),
        (["--runner", "spark"], "没有给出 Spark 集群的地址"),
    ],
)
def test_what_cannot_be_is_said(
    tables: list[str], options: list[str], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUIJIE_SPARK_MASTER", raising=False)
    done = CliRunner().invoke(app, ["match", *tables, *options])
    assert done.exit_code == 2
    assert sentence in json.loads(done.stdout)["error"]

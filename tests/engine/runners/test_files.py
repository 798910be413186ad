"""A plan written and opened again is the same plan."""

import pickle
from pathlib import Path

import pytest

from duijie.engine.plan import match_batch
from duijie.engine.runners import RunnerError
from duijie.engine.runners.files import load, save
from tests.engine.runners.market import arrow, market, plan_of

PLAN = plan_of(*market(needs=50, offers=80))
ROWS = PLAN.batches()[0]


def test_an_opened_plan_matches_to_the_last_bit(tmp_path: Path) -> None:
    save(PLAN, tmp_path)
    opened = load(tmp_path)
    assert arrow(match_batch(opened, ROWS)) == arrow(match_batch(PLAN, ROWS))
    assert opened.needs.equals(PLAN.needs)
    assert opened.channel == PLAN.channel


def test_matrices_are_mapped_and_what_is_written_to_them_stays_private(tmp_path: Path) -> None:
    save(PLAN, tmp_path)
    before = (tmp_path / "arrays.bin").read_bytes()
    opened = load(tmp_path)
    assert str(tmp_path / "arrays.bin") in Path("/proc/self/maps").read_text()
    opened.evidence.index.offers.data[:] = 7
    assert (tmp_path / "arrays.bin").read_bytes() == before


def test_a_machine_that_calculates_otherwise_is_refused(tmp_path: Path) -> None:
    save(PLAN, tmp_path)
    file = tmp_path / "values.pickle"
    theirs, *rest = pickle.loads(file.read_bytes())  # noqa: S301
    file.write_bytes(pickle.dumps((theirs | {"polars": "0.1", "arithmetic": "other"}, *rest)))
    with pytest.raises(RunnerError, match=r"polars .*应为 0\.1.*arithmetic"):
        load(tmp_path)

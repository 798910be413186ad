"""A small city of research needs with judgments that follow from shared words in descriptions."""

import numpy as np
import polars as pl

from duijie.engine.channels import load
from duijie.engine.matching import prepare

CHANNEL = load("investment")
WORDS = ["电池隔膜", "正极材料", "小麦良种", "病害防治", "风电叶片", "主轴轴承", "光纤传感", "机器视觉"]


def market(needs: int = 40) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Needs, offers, and pairs with need_id, offer_id, level: 4 same thing, 2 half the words, 1 nothing."""
    drawn = np.random.default_rng(11)
    wanted = [drawn.choice(len(WORDS), 2, replace=False) for _ in range(needs)]
    offered = [drawn.choice(len(WORDS), 2, replace=False) for _ in range(60)]
    left = pl.DataFrame(
        {"id": [f"n{i}" for i in range(needs)], "title": ["".join(WORDS[w] for w in ws) for ws in wanted]}
    )
    right = pl.DataFrame(
        {"id": [f"o{i}" for i in range(60)], "title": ["与".join(WORDS[w] for w in ws) for ws in offered]}
    )
    rows = []
    for i, ws in enumerate(wanted):
        for j in drawn.choice(60, 12, replace=False):
            same = len(set(ws) & set(offered[j]))
            rows.append((f"n{i}", f"o{j}", (1, 2, 4)[same]))
    pairs = pl.DataFrame(
        rows, schema={"need_id": pl.String, "offer_id": pl.String, "level": pl.Int64}, orient="row"
    )
    return prepare(CHANNEL, left), prepare(CHANNEL, right), pairs

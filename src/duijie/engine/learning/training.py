"""train(): judged pairs in, a model out, with a comparison on groups that each fold's weights had not seen."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl

from duijie.engine import evidence, scoring
from duijie.engine.channels import Channel, load
from duijie.engine.channels.model import Related
from duijie.engine.learning import measures
from duijie.engine.learning.examples import FEWEST_GROUPS, FEWEST_PAIRS, Examples, LearningError, examples
from duijie.engine.learning.fitting import Weights, fit, mean
from duijie.engine.learning.levels import Levels
from duijie.engine.learning.model import Model
from duijie.engine.matching import prepare, rows_of
from duijie.engine.scoring import Float64
from duijie.engine.semantics import Embedder

_FOLDS = 5
_SEED = 20_260_601


def train(
    needs: pl.DataFrame,
    offers: pl.DataFrame,
    pairs: pl.DataFrame,
    channel: Channel | str,
    *,
    corpus: Sequence[str] = (),
    embedder: Embedder | None = None,
) -> Model:
    """Learn the channel's weights from judged pairs.

    pairs: need_id, offer_id, level (1 not related … 4 strongly; 1 and 2 for declined and accepted), optional group
    (who must not be learned from and tested on: a firm; the need where absent) and rank (at which it was shown).
    Raises LearningError where there is too little to learn from, ValueError for an id that no table has.
    """
    channel = load(channel) if isinstance(channel, str) else channel
    needs, offers = prepare(channel, needs), prepare(channel, offers)
    judged = pairs.with_columns(
        need=rows_of(pairs["need_id"], needs, "需求"), offer=rows_of(pairs["offer_id"], offers, "供给")
    ).unique(["need", "offer"], keep="last", maintain_order=True)
    known = evidence.gather(channel, needs, offers, corpus=corpus, embedder=embedder)
    found = examples(channel, known, needs, offers, judged.sort("need", "offer"))
    _check(found)
    start = np.array([f.weight / channel.text_weight for f in channel.features])
    weights = fit(found, start)
    return Model(
        channel=channel.code,
        related=_related(channel, found, weights),
        features=dict(zip((f.code for f in channel.features), weights.features.tolist(), strict=True)),
        levels=Levels.fit(found, weights.log_odds(found)),
        evaluation=_compared(channel, found, start),
    )


def _check(found: Examples) -> None:
    level, groups = found.level[: found.judged], np.unique(found.group[: found.judged])
    if found.judged < FEWEST_PAIRS or len(groups) < FEWEST_GROUPS:
        raise LearningError(
            f"可学的配对太少：现有 {found.judged} 对、{len(groups)} 组，至少要 {FEWEST_PAIRS} 对、{FEWEST_GROUPS} 组。"
        )
    if len(np.unique(level)) == 1:
        raise LearningError("所有配对的结论都一样，没有可学的差别。")


def _related(channel: Channel, found: Examples, weights: Weights) -> Related:
    asked = channel.related or Related(bias=0.0, words=0.0)
    learned = dict(zip(found.names, weights.terms.tolist(), strict=True))
    return replace(asked, **{**dict.fromkeys(scoring.PARTS, 0.0), **learned}, bias=weights.bias)


def _compared(channel: Channel, found: Examples, start: Float64) -> dict[str, Any]:
    """Five folds by group: the learned weights on pairs they have not seen, beside the channel's own on the same pairs."""
    before = mean(_usual(channel, found), found.graded, start)
    after, levels = np.zeros(len(before)), np.zeros(found.judged, np.int64)
    groups = np.random.default_rng(_SEED).permutation(np.unique(found.group))
    for held_out in np.array_split(groups, _FOLDS):
        rest = found.take(np.setdiff1d(groups, held_out))
        weights = fit(rest, start)
        at = np.flatnonzero(np.isin(found.group, held_out))
        unseen = found.take(held_out)
        after[at] = weights.score(unseen)
        trees = Levels.fit(rest, weights.log_odds(rest))
        if trees:
            count = unseen.judged
            said = trees.predict(unseen.terms[:count], weights.log_odds(unseen)[:count], unseen.lists())
            levels[at[at < found.judged]] = said
    return _report(found, before, after, levels)


def _usual(channel: Channel, found: Examples) -> Float64:
    """What the channel's own weights say the texts' probability is."""
    if channel.related:
        own = np.array([getattr(channel.related, name) for name in found.names])
        return scoring.likely(channel.related.bias, found.terms @ own)
    return scoring.likely_by_words(channel, found.terms[:, found.names.index("words")])


def _report(found: Examples, before: Float64, after: Float64, levels: np.ndarray) -> dict[str, Any]:
    old, new = measures.ranking(before, found), measures.ranking(after, found)
    gain = np.array([new[need] - old[need] for need in old])
    spread = float(gain.std(ddof=1) / np.sqrt(len(gain))) if len(gain) > 1 else 0.0
    report: dict[str, Any] = {
        "pairs": found.judged,
        "needs": len(np.unique(found.need[: found.judged])),
        "groups": len(np.unique(found.group)),
        "ndcg_before": round(float(np.mean(list(old.values()) or [0.0])), 4),
        "ndcg_after": round(float(np.mean(list(new.values()) or [0.0])), 4),
        "ndcg_gain_error": round(spread, 4),
        "log_loss_before": round(measures.log_loss(before, found), 4),
        "log_loss_after": round(measures.log_loss(after, found), 4),
        "reliability": measures.reliability(after, found),
    }
    if levels.any():
        wanted = found.level[: found.judged]
        report["level_score"] = round(measures.closeness(levels, wanted), 4)
    report["better"] = bool(
        report["log_loss_after"] < report["log_loss_before"]
        and report["ndcg_after"] >= report["ndcg_before"] - spread
    )
    return report

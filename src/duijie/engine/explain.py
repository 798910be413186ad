"""Why a pair has its score and verdict: evidence that adds up, constraints with values, what to ask."""

import re

import numpy as np
import polars as pl

from duijie.engine import constraints, wording
from duijie.engine.channels import Channel, Constraint, Feature, FeatureKind, Side
from duijie.engine.scoring import TEXT, Scored
from duijie.engine.text import pieces, words

REASON = pl.Struct(
    {
        "kind": pl.String,
        "code": pl.String,
        "outcome": pl.String,
        "weight": pl.Float64,
        "text": pl.String,
        "evidence": pl.List(pl.String),
    }
)
_SLOT = re.compile(r"\{(\w+\.\w+)\}")
_SHOWN_WORDS = 8


def reasons(channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, scored: Scored) -> pl.Series:
    """The reasons of each pair as a List(REASON) column, parallel to `scored`."""
    said = _Said(channel, needs, offers, scored)
    rows = [
        _text_evidence(channel, needs, offers, scored),
        *(_feature_evidence(said, f, scored) for f in channel.features),
        *(_constraint(said, c, scored) for c in channel.constraints),
        *(_missing(said, c, scored) for c in channel.constraints),
    ]
    flat = pl.concat([r for r in rows if len(r)] or [rows[0]])
    grouped = (
        flat.unique(["pair", "kind", "code"], keep="first", maintain_order=True)
        .sort("pair", maintain_order=True)
        .group_by("pair", maintain_order=True)
        .agg(pl.struct("kind", "code", "outcome", "weight", "text", "evidence").alias("reasons"))
    )
    everyone = pl.DataFrame({"pair": pl.Series(range(len(scored.score)), dtype=pl.Int64)})
    return everyone.join(grouped, on="pair", how="left", maintain_order="left")["reasons"].cast(
        pl.List(REASON)
    )


class _Said:
    """Values of both sides in words, looked up once per listing and gathered per pair."""

    def __init__(self, channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, scored: Scored) -> None:
        self.channel = channel
        self._frames = {Side.NEED: needs, Side.OFFER: offers}
        self._rows = {Side.NEED: scored.candidates.need, Side.OFFER: scored.candidates.offer}
        self._said: dict[str, pl.Series] = {}

    def __getitem__(self, dotted: str) -> pl.Series:
        side, name = dotted.split(".", 1)
        if dotted not in self._said:
            self._said[dotted] = wording.column(self.channel, dotted, self._frames[Side(side)][name])
        return self._said[dotted].gather(self._rows[Side(side)])

    def unknown(self, dotted: str) -> pl.Series:
        side, name = dotted.split(".", 1)
        return self._frames[Side(side)][name].is_null().gather(self._rows[Side(side)])

    def fill(self, template: str) -> pl.Series:
        """The sentence of every pair: the template with the pair's values."""
        slots = _SLOT.findall(template)
        plain = _SLOT.sub("{}", template)
        frame = pl.DataFrame([self[s].alias(str(i)) for i, s in enumerate(slots)])
        if not slots:
            return pl.Series([template]).new_from_index(0, len(self._rows[Side.NEED]))
        return frame.select(pl.format(plain, *frame.columns).alias("said")).to_series()


def _frame(pair: pl.Series, kind: str, code: pl.Series | str, **values: object) -> pl.DataFrame:
    """Rows of reasons; scalars are repeated."""
    given = {"kind": kind, "code": code, "outcome": None, "weight": None, "evidence": None, **values}
    frame = pl.DataFrame({"pair": pair.cast(pl.Int64)})
    columns = []
    for field in REASON.fields:
        name, dtype, value = field.name, field.dtype, given[field.name]
        column = value.alias(name) if isinstance(value, pl.Series) else pl.lit(value, dtype=dtype).alias(name)
        columns.append(column.cast(dtype))
    return frame.with_columns(columns)


def _text_evidence(
    channel: Channel, needs: pl.DataFrame, offers: pl.DataFrame, scored: Scored
) -> pl.DataFrame:
    fields = list(channel.text_weights)
    left, right = _texts(needs, fields), _texts(offers, fields)
    at = zip(scored.candidates.need.tolist(), scored.candidates.offer.tolist(), strict=True)
    shared = [shared_words(left[n], right[o]) for n, o in at]
    evidence = pl.Series(shared, dtype=pl.List(pl.String))
    frame = _frame(
        pl.Series(np.arange(len(shared))),
        "evidence",
        TEXT,
        weight=scored.parts[TEXT],
        text=_spoken(evidence),
        evidence=evidence,
    )
    return frame.filter(pl.col("weight") > 0)


def _spoken(evidence: pl.Series) -> pl.Series:
    frame = pl.DataFrame({"evidence": evidence})
    said = pl.lit("双方都提到：") + pl.col("evidence").list.join("、")
    scattered = pl.lit("没有共同的词，只有零散的字相同")
    return frame.select(
        pl.when(pl.col("evidence").list.len() > 0).then(said).otherwise(scattered)
    ).to_series()


def shared_words(need: str, offer: str) -> list[str]:
    """What both texts say, in the words of the need, longest first; two-character pieces where words differ."""
    common = words(need) & words(offer)
    if not common:
        common = pieces(need) & pieces(offer)
    return sorted(common, key=lambda w: (-len(w), need.lower().find(w), w))[:_SHOWN_WORDS]


def _texts(frame: pl.DataFrame, fields: list[str]) -> list[str]:
    joined = [
        pl.col(f).list.join(" ") if frame.schema[f] == pl.List(pl.String) else pl.col(f) for f in fields
    ]
    return (
        frame.select(pl.concat_str(joined, separator="\n", ignore_nulls=True).fill_null(""))
        .to_series()
        .to_list()
    )


_FEATURE_WORDS = {
    FeatureKind.REGION: "地区相近：需方 {need.X}，供方 {offer.X}",
    FeatureKind.INDUSTRY: "行业相近：需方 {need.X}，供方 {offer.X}",
    FeatureKind.OVERLAP: "LABEL相合：需方 {need.X}，供方 {offer.X}",
    FeatureKind.COVER: "LABEL：需 {need.X}，供 {offer.X}",
    FeatureKind.HEADROOM: "LABEL：需 {need.X}，供 {offer.X}",
}


def _feature_evidence(said: _Said, feature: Feature, scored: Scored) -> pl.DataFrame:
    template = (
        _FEATURE_WORDS[feature.kind].replace("X}", f"{feature.field}}}").replace("LABEL", feature.label)
    )
    frame = _frame(
        pl.Series(np.arange(len(scored.score))),
        "evidence",
        feature.code,
        weight=scored.parts[feature.code],
        text=said.fill(template),
    )
    return frame.filter(pl.col("weight") > 0)


def _constraint(said: _Said, constraint: Constraint, scored: Scored) -> pl.DataFrame:
    outcome = scored.outcomes.frame[constraint.code]
    sentence = pl.DataFrame(
        {
            "outcome": outcome,
            constraints.MET: said.fill(constraint.met),
            constraints.FAILED: said.fill(constraint.failed),
            constraints.UNKNOWN: said.fill(_undecided(constraint)),
        }
    ).select(
        pl.when(pl.col("outcome") == constraints.MET)
        .then(constraints.MET)
        .when(pl.col("outcome") == constraints.FAILED)
        .then(constraints.FAILED)
        .otherwise(constraints.UNKNOWN)
    )
    frame = _frame(
        pl.Series(np.arange(len(outcome))),
        "constraint",
        constraint.code,
        outcome=outcome,
        text=sentence.to_series(),
    )
    return frame.filter(pl.col("outcome") != constraints.NOT_ASKED)


def _undecided(constraint: Constraint) -> str:
    facts = constraints.fields_used(constraint)
    return f"{constraint.label}还不能判断（" + "，".join(_fact(f) for f in facts) + "）"


def _fact(dotted: str) -> str:
    return f"{wording.speaker(dotted.split('.', 1)[0])} {{{dotted}}}"


def _missing(said: _Said, constraint: Constraint, scored: Scored) -> pl.DataFrame:
    """The facts to ask for where a constraint is undecided."""
    undecided = scored.outcomes.frame[constraint.code] == constraints.UNKNOWN
    frames = [_ask(said, constraint, dotted, undecided) for dotted in constraints.fields_used(constraint)]
    return pl.concat(frames)


def _ask(said: _Said, constraint: Constraint, dotted: str, undecided: pl.Series) -> pl.DataFrame:
    side, name = dotted.split(".", 1)
    label = said.channel.field(name).label(side)
    text = f"请{wording.speaker(side)}补充“{label}”，以判断{constraint.label}"
    pair = pl.Series(np.arange(len(undecided))).filter(undecided & said.unknown(dotted))
    return _frame(pair, "missing", dotted, outcome=constraints.UNKNOWN, text=text)

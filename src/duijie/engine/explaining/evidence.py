"""The parts that add up to the score, each with what it rests on: shared words, common areas, trades and items."""

from collections.abc import Callable

import numpy as np
import polars as pl

from duijie.engine import wording
from duijie.engine.channels import Channel, Feature, FeatureKind, Side
from duijie.engine.explaining.said import Said, rows
from duijie.engine.scoring import CLAIM, COMPANY, KINDRED, TEXT, Scored
from duijie.engine.text import normalise, pieces, words
from duijie.standards import divisions, industries

Told = tuple[pl.Series, pl.Series | None]  # for each pair the sentence, and the items it rests on
_SHOWN_WORDS = 8
_HEAD = 40  # characters of a listing that stand for it in a sentence


def evidence(said: Said, scored: Scored) -> list[pl.DataFrame]:
    """A frame for each part of the score, whatever parts there are: one row for each pair to which it contributes."""
    features = {f.code: f for f in said.channel.features}
    told = {
        code: _feature(said, features[code]) if code in features else _BESIDE.get(code, _alike)(said, code)
        for code in scored.parts.columns
    }
    return [_rows(scored, code, *one) for code, one in told.items()]


def _rows(scored: Scored, code: str, text: pl.Series, items: pl.Series | None = None) -> pl.DataFrame:
    everyone = pl.Series(np.arange(len(scored.score)))
    frame = rows(everyone, "evidence", code, weight=scored.parts[code], text=text, evidence=items)
    return frame.filter(pl.col("weight") != 0)


def _both(said: Said) -> list[tuple[str, str]]:
    """What either side of every pair says."""
    left, right = (_texts(said.channel, said.frames[side]) for side in Side)
    at = zip(said.rows[Side.NEED].tolist(), said.rows[Side.OFFER].tolist(), strict=True)
    return [(left[n], right[o]) for n, o in at]


def _words(said: Said, _code: str) -> Told:
    shared = pl.Series([shared_words(*pair) for pair in _both(said)], dtype=pl.List(pl.String))
    sentence = (
        pl.when(pl.col("shared").list.len() > 0)
        .then(pl.lit("双方都提到：") + pl.col("shared").list.join("、"))
        .otherwise(pl.lit("没有共同的词，只有零散的字相同"))
    )
    return pl.DataFrame({"shared": shared}).select(sentence).to_series(), shared


def shared_words(need: str, offer: str) -> list[str]:
    """What both texts say, in the words of the need, longest first; two-character pieces where words differ."""
    common = words(need) & words(offer)
    if not common:
        common = pieces(need) & pieces(offer)
    return sorted(common, key=lambda w: (-len(w), need.lower().find(w), w))[:_SHOWN_WORDS]


def _open_texts(channel: Channel) -> list[str]:
    """Fields whose words may be shown to the other side."""
    return [name for name in channel.text_weights if not channel.field(name).private]


def _texts(channel: Channel, frame: pl.DataFrame) -> list[str]:
    joined = [_joined(frame, name) for name in _open_texts(channel)]
    whole = pl.concat_str(joined, separator="\n", ignore_nulls=True).fill_null("")
    return frame.select(whole).to_series().to_list()


def _joined(frame: pl.DataFrame, name: str) -> pl.Expr:
    return pl.col(name).list.join(" ") if frame.schema[name] == pl.List(pl.String) else pl.col(name)


def _alike(said: Said, code: str) -> Told:
    """A part that rests on no single word: what was compared on either side."""
    heads = {side: _heads(said, side) for side in Side}
    sentence = pl.format("{}：需方“{}”，供方“{}”", pl.lit(wording.part(said.channel, code)), *Side)
    return pl.DataFrame(heads).select(sentence.alias("said")).to_series(), None


def _company(said: Said, _code: str) -> Told:
    listed = said.channel.related.listed if said.channel.related else ""
    return said.fill(f"所列品类常与所需产品一同供应：供方 {{offer.{listed}}}"), None


def _kindred(said: Said, code: str) -> Told:
    listed = said.channel.related.listed if said.channel.related else ""
    if said.kindred is None or said.channel.field(listed).private:
        return _alike(said, code)
    joined = pl.DataFrame({"goods": said.kindred, "wanted": said[f"need.{listed}"]})
    sentence = pl.format("供方所列 {} 与所需 {} 相近", pl.col("goods").list.join("、"), "wanted")
    return joined.select(sentence.alias("said")).to_series(), said.kindred


def _claim(said: Said, _code: str) -> Told:
    """The pair is weighed against all other needs; what it rests on is what the offer says, and how often."""
    sentences, items = [], []
    for need, offer in _both(said):
        shared, clean = shared_words(need, offer), normalise(offer)
        often = "、".join(f"{word}（{clean.count(word)} 次）" for word in shared)
        items.append(shared)
        sentences.append(f"供方文字与每条需求都比过，说到本需求的：{often or '只有零散的字'}")
    return pl.Series(sentences, dtype=pl.String), pl.Series(items, dtype=pl.List(pl.String))


# How each part beside the channel's features is told; those not named here, by what was compared.
_BESIDE: dict[str, Callable[[Said, str], Told]] = {
    TEXT: _words,
    COMPANY: _company,
    KINDRED: _kindred,
    CLAIM: _claim,
}


def _heads(said: Said, side: Side) -> pl.Series:
    """How each listing begins: the first of its text fields that is known."""
    frame = said.frames[side]
    known = pl.coalesce([_joined(frame, name) for name in _open_texts(said.channel)])
    heads = frame.select(known.fill_null(wording.BLANK).str.slice(0, _HEAD).alias(side)).to_series()
    return heads.gather(said.rows[side])


def _feature(said: Said, feature: Feature) -> Told:
    values = f"需方 {{need.{feature.field}}}，供方 {{offer.{feature.field}}}"
    head = f"{feature.label}{_ALIKE.get(feature.kind, '')}"
    plain = said.fill(f"{head}：{values}")
    common = _common(said, feature)
    if common is None:
        return plain, None
    frame = pl.DataFrame({"plain": plain, "values": said.fill(values), "common": common})
    named = pl.format(f"{head}：{_NAMED[feature.kind]} {{}}（{{}}）", _joint, "values")
    text = frame.select(pl.when(pl.col("common").list.len() > 0).then(named).otherwise("plain").alias("said"))
    return text.to_series(), common


_joint = pl.col("common").list.join("、")
_ALIKE = {FeatureKind.REGION: "相近", FeatureKind.INDUSTRY: "相近", FeatureKind.OVERLAP: "相合"}
_NAMED = {FeatureKind.REGION: "同属", FeatureKind.INDUSTRY: "同属", FeatureKind.OVERLAP: "都有"}


def _common(said: Said, feature: Feature) -> pl.Series | None:
    """What both sides have in common by name, as a list; None for features that only compare amounts."""
    if said.channel.field(feature.field).private or feature.kind not in _NAMED:
        return None
    both = pl.DataFrame({side: said.values(f"{side}.{feature.field}") for side in Side})
    if feature.kind is FeatureKind.OVERLAP:
        shared = pl.col("need").list.set_intersection("offer")
        return both.select(shared.alias("common")).to_series()
    return _by_pair(both, common_region if feature.kind is FeatureKind.REGION else common_industry)


def _by_pair(both: pl.DataFrame, common: Callable[[str, str], str | None]) -> pl.Series:
    """Each distinct pair of codes is looked up once."""
    distinct = both.drop_nulls().unique()
    names = [[name] if (name := common(*row)) else [] for row in distinct.iter_rows()]
    table = distinct.with_columns(pl.Series("common", names, dtype=pl.List(pl.String)))
    return both.join(table, on=list(both.columns), how="left", maintain_order="left")["common"]


def common_region(one: str, other: str) -> str | None:
    """The smallest division that holds both, by name."""
    nearest = next((code for code in divisions.ancestors(one) if divisions.within(other, code)), None)
    return divisions.label(nearest) if nearest else None


def common_industry(one: str, other: str) -> str | None:
    """The narrowest trade of GB/T 4754 that both belong to, as “C345 轴承、齿轮和传动部件制造”."""
    theirs = industries.ancestors(other)
    found = industries.get(next((code for code in industries.ancestors(one) if code in theirs), ""))
    if found is None:
        return None
    return f"{'' if found.code == found.section else found.section}{found.code} {found.name}"

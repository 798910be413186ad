"""Graded parts of the score beside the text: each in 0..1, or unknown where a fact is missing."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import polars as pl

from duijie.engine.channels import Feature, FeatureKind
from duijie.standards import divisions, industries

Float64 = npt.NDArray[np.float64]

# What two places or two trades have in common, from nothing to being the same.
_REGION_NEARNESS = {2: 0.3, 4: 0.6, 6: 1.0}  # same province, city, county
_INDUSTRY_NEARNESS = {1: 0.2, 2: 0.5, 3: 0.8, 4: 1.0}  # same section, division, group, class


def value(feature: Feature, need: pl.Series, offer: pl.Series) -> Float64:
    """The feature of each pair, NaN where either side's fact is unknown."""
    if feature.kind is FeatureKind.OVERLAP:
        return _overlap(need, offer)
    if feature.kind is FeatureKind.REGION:
        return _by_pair_of_codes(need, offer, _region)
    if feature.kind is FeatureKind.INDUSTRY:
        return _by_pair_of_codes(need, offer, _industry)
    wanted, given = need.cast(pl.Float64).to_numpy(), offer.cast(pl.Float64).to_numpy()
    if feature.kind is FeatureKind.COVER:
        return _ratio(given, wanted)
    return _ratio(wanted, given)


def _ratio(part: Float64, whole: Float64) -> Float64:
    """part / whole, at most 1; nothing wanted is wholly covered."""
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = np.where(whole > 0, part / whole, np.where(whole == 0, 1.0, np.nan))
    return np.where(np.isnan(part) | np.isnan(whole), np.nan, np.clip(ratio, 0.0, 1.0))


def _overlap(need: pl.Series, offer: pl.Series) -> Float64:
    """Share of the need's entries that the offer has too."""
    both = pl.DataFrame({"need": need, "offer": offer})
    share = pl.col("need").list.set_intersection("offer").list.len() / pl.col("need").list.unique().list.len()
    known = (pl.col("need").list.len() > 0) & (pl.col("offer").list.len() > 0)
    return both.select(pl.when(known).then(share)).to_series().cast(pl.Float64).to_numpy()


def _by_pair_of_codes(need: pl.Series, offer: pl.Series, nearness: Callable[[str, str], float]) -> Float64:
    """Work out each distinct pair of codes once."""
    both = pl.DataFrame({"need": need.cast(pl.String), "offer": offer.cast(pl.String)})
    distinct = both.drop_nulls().unique()
    value = [nearness(a, b) for a, b in distinct.iter_rows()]
    table = distinct.with_columns(pl.Series("value", value, dtype=pl.Float64))
    joined = both.join(table, on=["need", "offer"], how="left", maintain_order="left")
    return joined["value"].fill_null(float("nan")).to_numpy()


def _region(need: str, offer: str) -> float:
    """An area that contains the other counts as the same place: a province-wide offer serves the county."""
    if divisions.within(need, offer) or divisions.within(offer, need):
        return 1.0
    return max((v for digits, v in _REGION_NEARNESS.items() if need[:digits] == offer[:digits]), default=0.0)


def _industry(need: str, offer: str) -> float:
    mine, theirs = industries.ancestors(need), industries.ancestors(offer)
    shared = set(mine) & set(theirs)
    if need in theirs or offer in mine:
        return 1.0
    return max((_INDUSTRY_NEARNESS[_level(code)] for code in shared), default=0.0)


def _level(code: str) -> int:
    return 1 if code.isalpha() else len(code)

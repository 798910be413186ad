"""Matches and interests in the words and shapes that pages show."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from duijie.engine.text import normalise
from duijie.portal.exchange import permissions
from duijie.portal.exchange.cards import Card, cards
from duijie.portal.exchange.choices import InterestState, ListingState
from duijie.portal.exchange.models import Interest, Listing, Match
from duijie.portal.exchange.values import part_words

TEXT = "text"
_COLOURS = 6
_SIGNS = {"met": "✓", "failed": "✗", "unknown": "?"}


@dataclass(frozen=True)
class Part:
    """A part of the score in whole points; `start` is where its bar begins."""

    label: str
    points: int
    start: int
    colour: int
    text: str


@dataclass(frozen=True)
class Check:
    sign: str
    outcome: str
    text: str


@dataclass(frozen=True)
class Ask:
    text: str
    url: str  # where this person can fill it in; empty for the other side's


class Explained:
    """A match with both cards, its score in parts that add up, its checklist and what to ask."""

    def __init__(self, match: Match, need: Card, offer: Card, *, seen_from: str, user: Any) -> None:
        self.match, self.need, self.offer = match, need, offer
        self.other = offer if seen_from == "need" else need
        self.mine = need if seen_from == "need" else offer
        self.rank = match.need_rank if seen_from == "need" else match.offer_rank
        self._user = user

    @property
    def points(self) -> int:
        return round(self.match.score * 100)

    @property
    def parts(self) -> list[Part]:
        said = [r for r in self._reasons("evidence") if r["weight"]]
        shares = whole_points([r["weight"] for r in said], self.points)
        found, start = [], 0
        for at, (reason, share) in enumerate(zip(said, shares, strict=True)):
            label = part_words(self.need.listing.definition, reason["code"])
            found.append(Part(label, share, start, at % _COLOURS, reason["text"]))
            start += share
        return found

    @property
    def checks(self) -> list[Check]:
        return [
            Check(_SIGNS.get(r["outcome"], "?"), r["outcome"], r["text"]) for r in self._reasons("constraint")
        ]

    @property
    def asks(self) -> list[Ask]:
        return [Ask(r["text"], self._fill_in(r["code"])) for r in self._reasons("missing")]

    @property
    def words(self) -> list[str]:
        """Shared words, the longest first."""
        found = {w for r in self._reasons("evidence") if r["code"] == TEXT for w in r["evidence"] or ()}
        return sorted(found, key=lambda w: (-len(w), w))

    @property
    def other_title(self) -> SafeString:
        return highlighted(self.other.title, self.words)

    @property
    def texts(self) -> list[dict[str, Any]]:
        """Both sides for reading side by side, the shared words marked."""
        return [
            {
                "card": one,
                "title": highlighted(one.title, self.words),
                "description": highlighted(one.listing.description, self.words),
                "facts": [(f.label, highlighted(f.text, self.words)) for f in one.facts if f.text],
            }
            for one in (self.need, self.offer)
        ]

    def _reasons(self, kind: str) -> list[dict[str, Any]]:
        return [r for r in self.match.reasons if r["kind"] == kind]

    def _fill_in(self, dotted: str) -> str:
        side, _dot, name = dotted.partition(".")
        one = self.need if side == "need" else self.offer
        if not one.own or one.listing.state != ListingState.RELEASED:
            return ""
        return f"{reverse('exchange:supplement', args=[one.pk])}#id_{name}"


class Told:
    """An interest as one person may see it."""

    def __init__(self, interest: Interest, need: Card, offer: Card, user: Any) -> None:
        self.interest, self.need, self.offer = interest, need, offer
        self.asked = permissions.may(user, "answer_interest", interest)
        self.asks = permissions.may(user, "withdraw_interest", interest)
        self.asker = need if interest.by_party_id == need.listing.party_id else offer
        self.answerer = offer if self.asker is need else need
        self.other = self.asker if self.asked else self.answerer
        self.mine = self.answerer if self.asked else self.asker

    @property
    def steps(self) -> list[dict[str, Any]]:
        """What happened, told with the names that this person may know."""
        one = self.interest
        first = {"at": one.created_at, "who": self.asker.publisher, "what": _("表达意向")}
        if one.answered_at is None:
            return [first]
        who = self.asker if one.state == InterestState.WITHDRAWN else self.answerer
        return [first, {"at": one.answered_at, "who": who.publisher, "what": one.get_state_display()}]


def explained(user: Any, matches: Iterable[Match], *, seen_from: str = "need") -> list[Explained]:
    """Two queries at most, whatever the number of matches."""
    rows = list(matches)
    by_pk = _cards(user, [(m.need, m.offer) for m in rows])
    return [Explained(m, by_pk[m.need_id], by_pk[m.offer_id], seen_from=seen_from, user=user) for m in rows]


def told(user: Any, interests: Iterable[Interest]) -> list[Told]:
    rows = list(interests)
    by_pk = _cards(user, [(i.need, i.offer) for i in rows])
    return [Told(i, by_pk[i.need_id], by_pk[i.offer_id], user) for i in rows]


def whole_points(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `total` (largest remainders)."""
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    exact = [w / whole * total for w in weights]
    points = [int(e) for e in exact]
    neediest = sorted(range(len(exact)), key=lambda i: points[i] - exact[i])
    for i in neediest[: total - sum(points)]:
        points[i] += 1
    return points


def highlighted(text: str, words: Sequence[str]) -> SafeString:
    """The text, escaped, with the words marked, in whatever width, case or script they are written."""
    shown, last = [], 0
    for found in re.finditer("|".join(re.escape(w) for w in words), _same_length(text)) if words else ():
        start, end = found.span()
        shown += [escape(text[last:start]), f"<mark>{escape(text[start:end])}</mark>"]
        last = end
    return mark_safe("".join([*shown, escape(text[last:])]))


def _same_length(text: str) -> str:
    """As the engine reads it, character by character, so that places stay."""
    return "".join(one if len(one := normalise(character)) == 1 else character for character in text)


def _cards(user: Any, pairs: Iterable[tuple[Listing, Listing]]) -> dict[int, Card]:
    listings = {one.pk: one for pair in pairs for one in pair}
    return {one.pk: one for one in cards(user, listings.values())}


__all__ = ["Ask", "Check", "Explained", "Part", "Told", "explained", "highlighted", "told", "whole_points"]

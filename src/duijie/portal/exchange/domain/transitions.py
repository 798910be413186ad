"""The moves between states of a listing and of an interest, and what to say of the others."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from duijie.portal.exchange.choices import InterestState, ListingState, RoundState
from duijie.portal.refused import Refused


@dataclass(frozen=True)
class Move:
    """From which states an act leads where; anywhere else it is refused with the state's sentence."""

    sources: frozenset[str]
    target: str


LISTING_MOVES = {
    "submit": Move(frozenset({ListingState.DRAFT, ListingState.RETURNED}), ListingState.SUBMITTED),
    "release": Move(frozenset({ListingState.SUBMITTED}), ListingState.RELEASED),
    "return": Move(frozenset({ListingState.SUBMITTED}), ListingState.RETURNED),
    "close": Move(
        frozenset({ListingState.DRAFT, ListingState.SUBMITTED, ListingState.RETURNED, ListingState.RELEASED}),
        ListingState.CLOSED,
    ),
    "reopen": Move(frozenset({ListingState.CLOSED}), ListingState.DRAFT),
}
EDITABLE = frozenset({ListingState.DRAFT, ListingState.RETURNED})
INTEREST_MOVES = {
    "accept": Move(frozenset({InterestState.EXPRESSED}), InterestState.ACCEPTED),
    "decline": Move(frozenset({InterestState.EXPRESSED}), InterestState.DECLINED),
    "withdraw": Move(frozenset({InterestState.EXPRESSED}), InterestState.WITHDRAWN),
}
ROUND_MOVES = {
    "compute": Move(frozenset({RoundState.OPEN}), RoundState.PROPOSED),
    "publish": Move(frozenset({RoundState.PROPOSED}), RoundState.PUBLISHED),
    "withdraw": Move(frozenset({RoundState.PUBLISHED}), RoundState.PROPOSED),
    "discard": Move(frozenset({RoundState.OPEN, RoundState.PROPOSED}), RoundState.DISCARDED),
    "restore": Move(frozenset({RoundState.DISCARDED}), RoundState.PROPOSED),
}

_LISTING_SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("save", ListingState.SUBMITTED): _("这条供需正在审核，不能修改；要修改请先关闭，再重新打开。"),
    ("save", ListingState.RELEASED): _("这条供需已经发布，不能修改；要修改请先关闭，再重新打开。"),
    ("save", ListingState.CLOSED): _("这条供需已经关闭，请先重新打开再修改。"),
    ("submit", ListingState.RELEASED): _("这条供需已经发布，不用再提交。"),
    ("submit", ListingState.CLOSED): _("这条供需已经关闭，请先重新打开再提交。"),
    ("release", ListingState.DRAFT): _("这条供需还是草稿，提交审核后才能发布。"),
    ("release", ListingState.RETURNED): _("这条供需已经退回，等企业改好再提交后才能发布。"),
    ("release", ListingState.CLOSED): _("这条供需已经关闭，不能发布。"),
    ("return", ListingState.DRAFT): _("这条供需还是草稿，没有提交审核，不用退回。"),
    ("return", ListingState.RELEASED): _("这条供需已经发布，不能退回；不宜公开的请关闭，并写明原因。"),
    ("return", ListingState.CLOSED): _("这条供需已经关闭，不用退回。"),
    ("reopen", ListingState.SUBMITTED): _("这条供需正在审核，没有关闭，不用重新打开。"),
    ("reopen", ListingState.RETURNED): _("这条供需已退回，没有关闭，可以直接修改。"),
    ("reopen", ListingState.RELEASED): _("这条供需正在公开展示，没有关闭，不用重新打开。"),
}
_INTEREST_SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("accept", InterestState.DECLINED): _("这个意向已经婉拒，不能再接受；想继续谈，请重新表达意向。"),
    ("accept", InterestState.WITHDRAWN): _("对方已经撤回这个意向。"),
    ("decline", InterestState.ACCEPTED): _("这个意向已经接受，联系方式已公开，不能再婉拒。"),
    ("decline", InterestState.WITHDRAWN): _("对方已经撤回这个意向，不用答复。"),
    ("withdraw", InterestState.ACCEPTED): _("对方已经接受，联系方式已公开，不能撤回。"),
    ("withdraw", InterestState.DECLINED): _("对方已经婉拒，不用撤回。"),
}
_ROUND_SENTENCES: dict[tuple[str, str], str | Promise] = {
    ("compute", RoundState.PUBLISHED): _("这一轮已经发布，要重新计算请先撤回发布。"),
    ("compute", RoundState.DISCARDED): _("这一轮已经作废，要重新计算请先恢复。"),
    ("publish", RoundState.OPEN): _("这一轮还没有算出结果，不能发布。"),
    ("publish", RoundState.DISCARDED): _("这一轮已经作废，要发布请先恢复。"),
    ("withdraw", RoundState.OPEN): _("这一轮还没有发布，不用撤回。"),
    ("withdraw", RoundState.DISCARDED): _("这一轮已经作废，不用撤回。"),
    ("discard", RoundState.PUBLISHED): _("这一轮已经发布，双方都看得到；要作废请先撤回发布。"),
    ("restore", RoundState.OPEN): _("这一轮没有作废，不用恢复。"),
    ("restore", RoundState.PUBLISHED): _("这一轮没有作废，不用恢复。"),
}


def listing_move(act: str, state: str) -> str | None:
    """The state the act leads to; None if the listing is there already; Refused with a sentence otherwise."""
    return _move(LISTING_MOVES[act], _LISTING_SENTENCES, act, state)


def interest_move(act: str, state: str) -> str | None:
    return _move(INTEREST_MOVES[act], _INTEREST_SENTENCES, act, state)


def round_move(act: str, state: str) -> str | None:
    return _move(ROUND_MOVES[act], _ROUND_SENTENCES, act, state)


def check_editable(state: str) -> None:
    if state not in EDITABLE:
        raise Refused(str(_LISTING_SENTENCES["save", ListingState(state)]))


def _move(move: Move, sentences: dict[tuple[str, str], str | Promise], act: str, state: str) -> str | None:
    if state == move.target:
        return None
    if state not in move.sources:
        raise Refused(str(sentences[act, state]))
    return move.target

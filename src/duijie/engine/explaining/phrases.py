"""One change of one fact as people say it: by how much, from what, to what."""

from collections.abc import Iterable
from datetime import date

from duijie.engine import wording
from duijie.engine.channels import Channel, Field, Kind

_GRADED = ("", "%", "元", "万元", "级")  # units of what is high or low; all others are much or little


def phrase(channel: Channel, dotted: str, now: object, new: object, any_of: tuple[str, ...] = ()) -> str:
    """“供方“报价”再低 3%（从 5,300 元降到 5,140 元）”; `any_of`: items of which a single one is enough."""
    side, name = dotted.split(".", 1)
    field = channel.field(name)
    return f"{wording.speaker(side)}“{field.label(side)}”{_move(field, now, new, any_of)}"


def _move(field: Field, now: object, new: object, any_of: tuple[str, ...]) -> str:
    if isinstance(now, list):
        return _items(now, new if isinstance(new, list) else [], any_of)
    if isinstance(now, (int, float)) and isinstance(new, (int, float)):
        return _number(field, now, new)
    if isinstance(now, date) and isinstance(new, date):
        days = (new - now).days
        return f"{'推迟' if days > 0 else '提前'} {abs(days)} 天（从 {now} 到 {new}）"
    return f"{'放宽到' if field.kind in (Kind.REGION, Kind.INDUSTRY) else '改为'}{wording.say(field, new)}"


def _items(now: list[str], new: list[str], any_of: tuple[str, ...]) -> str:
    if len(any_of) > 1:
        return f"增加{_quoted(any_of)}中任意一项"
    added = [item for item in new if item not in now]
    return f"增加{_quoted(added)}" if added else f"去掉{_quoted([i for i in now if i not in new])}"


def _quoted(items: Iterable[str]) -> str:
    return "".join(f"“{item}”" for item in items)


def _number(field: Field, now: float, new: float) -> str:
    word, toward = _WORDS[(_graded(field), new > now)]
    said_now, said_new = wording.say(field, now), wording.say(field, new)
    return f"再{word} {_amount(field, now, new)}（从 {said_now}{toward} {said_new}）"


_WORDS = {
    (True, True): ("高", "升到"),
    (True, False): ("低", "降到"),
    (False, True): ("多", "增到"),
    (False, False): ("少", "减到"),
}


def _graded(field: Field) -> bool:
    return field.unit.split("/")[0] in _GRADED


def _amount(field: Field, now: float, new: float) -> str:
    """Rates by percentage points, counts and sizes by themselves, prices and sums by their share of what is now."""
    apart = abs(new - now)
    if field.unit == "%":
        return f"{wording.number(apart)} 个百分点"
    if field.kind is Kind.INTEGER or not _graded(field) or not now:
        return wording.say(field, apart)
    share = apart / abs(now)
    return f"{share:,.1%}".replace(".0%", "%") if share >= 0.001 else "不到 0.1%"  # noqa: PLR2004  what one decimal can show

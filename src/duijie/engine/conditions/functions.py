"""The functions a condition may call: names in both languages and how many arguments each takes."""

from dataclasses import dataclass

MANY = 1_000


@dataclass(frozen=True, slots=True)
class Signature:
    name: str
    least: int
    most: int
    truth: bool  # gives true or false, not a number
    takes: tuple[str, ...]  # kinds that each argument may have; the last goes for all that follow

    def kinds(self, place: int) -> list[str]:
        """Kinds that the argument at that place (from 0) may have; any, if none is named."""
        return self.takes[min(place, len(self.takes) - 1)].split()


SIGNATURES = {
    s.name: s
    for s in (
        Signature("contains_all", 2, 2, truth=True, takes=("list",)),
        Signature("contains_any", 2, 2, truth=True, takes=("list",)),
        Signature("contains", 2, 2, truth=True, takes=("list", "number text date")),
        Signature("known", 1, 1, truth=True, takes=("",)),
        Signature("at_least", 2, MANY, truth=True, takes=("number", "truth")),
        Signature("in_industry", 2, MANY, truth=True, takes=("text",)),
        Signature("in_region", 2, MANY, truth=True, takes=("text",)),
        Signature("count", 1, 1, truth=False, takes=("list",)),
        Signature("abs", 1, 1, truth=False, takes=("number",)),
        Signature("min", 2, MANY, truth=False, takes=("number date",)),
        Signature("max", 2, MANY, truth=False, takes=("number date",)),
        Signature("days_between", 2, 2, truth=False, takes=("date",)),
    )
}
CHINESE = {
    "包含全部": "contains_all",
    "包含任一": "contains_any",
    "包含": "contains",
    "已填": "known",
    "至少": "at_least",
    "行业属于": "in_industry",
    "地区属于": "in_region",
    "个数": "count",
    "绝对值": "abs",
    "较小": "min",
    "较大": "max",
    "相隔天数": "days_between",
}


def find(name: str) -> Signature | None:
    """The function of that name, Chinese or English."""
    return SIGNATURES.get(CHINESE.get(name, name))

"""The rival of benchmarks/meetings.py: RC2 with CaDiCaL on the encoding of Bofill et al. (JAIR 74, 2022), nothing more.

A soft clause for each idle slot that ends a break, cardinality networks, the implied constraints that count the slots a
participant uses and the participants at the tables of a slot. Prints the optimum.
"""

import sys
from pathlib import Path

from pysat.card import CardEnc, EncType
from pysat.examples.rc2 import RC2
from pysat.formula import WCNF, IDPool

from meetings_check import read


def encoded(data: dict) -> WCNF:  # noqa: C901  one constraint after the other, as the paper lists them
    pool, formula = IDPool(), WCNF()
    slots, people, meetings = data["nTotalSlots"], range(data["nBusiness"]), range(data["nMeetings"])

    def x(m: int, t: int) -> int:
        return pool.id(("x", m, t))

    def u(p: int, t: int) -> int:
        return pool.id(("u", p, t))

    def most(literals: list[int], bound: int, *, exact: bool = False) -> None:
        make = CardEnc.equals if exact else CardEnc.atmost
        if exact or len(literals) > bound:
            formula.extend(make(literals, bound, vpool=pool, encoding=EncType.cardnetwrk).clauses)

    own: list[list[int]] = [[] for _ in people]
    for m, (a, b, session) in enumerate(data["requested"]):
        own[a - 1].append(m)
        own[b - 1].append(m)
        barred = data["forbidden"][a - 1] | data["forbidden"][b - 1]
        for t in range(slots):
            half = 1 if t < data["nMorningSlots"] else 2
            if session not in (3, half) or t + 1 in barred or data["fixed"][m] not in (0, t + 1):
                formula.append([-x(m, t)])
        most([x(m, t) for t in range(slots)], 1, exact=True)
        for first in data["precedences"][m] - {0}:
            for t in range(slots):
                formula.append([-x(m, t), *(x(first - 1, s) for s in range(t))])
    for t in range(slots):
        most([x(m, t) for m in meetings], data["nTables"])
        most([u(p, t) for p in people], 2 * data["nTables"])
    counts = []
    for p in people:
        for t in range(slots):
            formula.append([-u(p, t), *(x(m, t) for m in own[p])])
            formula.extend([[-x(m, t), u(p, t)] for m in own[p]])
            most([x(m, t) for m in own[p]], 1)
        if own[p]:
            most([u(p, t) for t in range(slots)], len(own[p]), exact=True)
            counts.append(_breaks(p, slots, u, pool, formula))
    for holes in counts:  # at most two apart: nobody has three more than somebody without
        for other in counts:
            if holes is not other:
                _apart(holes, other, pool, formula)
    return formula


def _breaks(p: int, slots: int, u, pool: IDPool, formula: WCNF) -> list[int]:
    holes = []
    for t in range(slots):
        met, before = pool.id(("b", p, t)), pool.id(("b", p, t - 1))
        formula.extend([[-u(p, t), met], [-met, u(p, t), *([before] if t else [])]])
        if t:
            formula.append([-before, met])
        if 0 < t < slots - 1:
            hole = pool.id(("h", p, t))
            formula.extend(
                [
                    [-before, u(p, t), -u(p, t + 1), hole],
                    [-hole, before],
                    [-hole, -u(p, t)],
                    [-hole, u(p, t + 1)],
                ]
            )
            formula.append([-hole], weight=1)
            holes.append(hole)
    return holes


def _apart(holes: list[int], other: list[int], pool: IDPool, formula: WCNF, allowed: int = 2) -> None:
    """Unary counts of both, once each; the j-th of one implies the (j - allowed)-th of the other."""
    one, two = _sorted(holes, pool, formula), _sorted(other, pool, formula)
    for j in range(allowed, len(one)):
        formula.append([-one[j], *two[j - allowed : j - allowed + 1]])


def _sorted(holes: list[int], pool: IDPool, formula: WCNF) -> list[int]:
    above: list[int] = []
    for hole in holes:
        grown = []
        for j in range(min(len(above) + 1, (len(holes) + 1) // 2)):
            key = ("n", hole, j)
            known = key in pool.obj2id
            now, was, less = pool.id(key), above[j : j + 1], above[j - 1 : j] if j else []
            if not known:
                formula.extend([[now, -one] for one in was])
                formula.append([now, -hole, *(-one for one in less)])
                formula.append([-now, hole, *was])
                formula.extend([[-now, *was, one] for one in less])
            grown.append(now)
        above = grown
    return above


if __name__ == "__main__":
    with RC2(encoded(read(Path(sys.argv[1]))), solver="cadical153") as search:
        search.compute()
        print(search.cost)

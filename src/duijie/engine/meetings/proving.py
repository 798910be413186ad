"""The prover: a process of its own that reads clauses and tells what it finds, line by line, until it is stopped.

Run as a script by `process.py`, it imports nothing of this project: it is there in a tenth of a second. The first line it
writes is a model of the hard clauses (or that there is none); then, by core-guided search (OLL; Morgado, Dodaro and
Marques-Silva, CP 2014, as RC2 in PySAT), every better bound, and at last a model of the least cost. Asked for reasons
instead, a smallest set of soft clauses that cannot be held together.
"""

import ctypes
import json
import signal
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from pysat.examples.musx import MUSX
from pysat.examples.optux import OptUx
from pysat.examples.rc2 import RC2, RC2Stratified
from pysat.formula import WCNF
from pysat.solvers import Solver

SOLVER = "cadical153"


def tell(**facts: object) -> None:
    sys.stdout.write(json.dumps(facts) + "\n")
    sys.stdout.flush()


def telling(search: Any) -> Any:
    """The search, telling each better bound as soon as it is proven."""

    class Telling(search):  # type: ignore[misc]
        def get_core(self) -> None:
            super().get_core()
            if self.core:
                tell(bound=self.cost + self.minw)

    return Telling


def optimise(formula: WCNF, watched: Sequence[int]) -> None:
    with Solver(SOLVER, bootstrap_with=formula.hard) as solver:
        if not solver.solve():
            tell(impossible=True)
            return
        tell(model=chosen(solver.get_model(), watched))
    if not formula.soft:
        tell(optimum=0)
        return
    # heavy clauses first, where there are several weights: their cost is settled before lighter ones are looked at
    search = RC2 if len(set(formula.wght)) == 1 else RC2Stratified
    with telling(search)(formula, solver=SOLVER) as oracle:
        model = oracle.compute()
        tell(optimum=oracle.cost, model=chosen(model, watched))


def explain(formula: WCNF) -> None:
    """Soft clauses, by number from 0, that contradict each other: first few, then the fewest."""
    with MUSX(formula, solver="g42", verbosity=0) as search:
        few = search.compute()
    if few is None:
        tell(possible=True)
        return
    tell(reasons=[i - 1 for i in few])
    with OptUx(formula, solver="g42", verbose=0) as search:
        tell(reasons=[i - 1 for i in search.compute()], smallest=True)


def chosen(model: Iterable[int], watched: Sequence[int]) -> list[int]:
    true = {literal for literal in model if literal > 0}
    return [literal for literal in watched if literal in true]


def _follow_parent() -> None:
    """Where who started this one dies, it dies too (on Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def main() -> None:
    _follow_parent()
    task = json.load(sys.stdin.buffer)
    formula = WCNF()
    formula.extend(task["hard"])
    for clause, weight in task["soft"]:
        formula.append(clause, weight=weight)
    if task["what"] == "explain":
        explain(formula)
    else:
        optimise(formula, task["watched"])


if __name__ == "__main__":
    main()

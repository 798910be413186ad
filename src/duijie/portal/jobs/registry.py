"""Which function does which kind of job."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

Work = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Kind:
    name: str
    label: str | Promise
    work: Work
    result_template: str


_kinds: dict[str, Kind] = {}


def job(
    name: str, *, label: str | Promise | None = None, result_template: str = "jobs/_result.html"
) -> Callable[[Work], Work]:
    """Register ``work(job, **arguments) -> dict``; the dict is kept as the job's result and shown by the template."""

    def register(work: Work) -> Work:
        if name in _kinds and _kinds[name].work.__qualname__ != work.__qualname__:
            raise ValueError(f"job kind {name!r} is registered twice")
        _kinds[name] = Kind(name, label or name, work, result_template)
        return work

    return register


def get(name: str) -> Kind:
    return _kinds[name]


def label(name: str) -> str:
    return str(_kinds[name].label) if name in _kinds else name

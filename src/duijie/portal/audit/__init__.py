"""The record of every write. ``record`` is loaded on use, because models may not be loaded yet."""

from typing import Any


def record(actor: Any, act: str, target: Any, **data: Any) -> Any:
    """Add an entry in the caller's transaction; see ``audit.domain.record``."""
    from duijie.portal.audit import domain  # noqa: PLC0415  needs the models to be loaded

    return domain.record(actor, act, target, **data)

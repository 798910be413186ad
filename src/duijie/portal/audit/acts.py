"""The words for acts: each app registers its own, so that a list of entries can be read."""

from collections.abc import Mapping

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}


def register(labels: Mapping[str, str | Promise]) -> None:
    """Add labels by act code, such as ``{"party.updated": _("修改主体资料")}``."""
    _labels.update(labels)


def label(act: str) -> str:
    return str(_labels.get(act, act))


def all_labels() -> dict[str, str]:
    return {act: str(text) for act, text in sorted(_labels.items())}

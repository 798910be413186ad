"""Business acts on parties."""

from duijie.portal.parties.domain.importing import import_parties
from duijie.portal.parties.domain.profiles import (
    add_qualification,
    enter,
    remove_qualification,
    restore,
    save,
    suspend,
)

__all__ = [
    "add_qualification",
    "enter",
    "import_parties",
    "remove_qualification",
    "restore",
    "save",
    "suspend",
]

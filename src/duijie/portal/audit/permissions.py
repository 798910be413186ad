"""Who may read the record."""

from typing import Any

from duijie.portal.audit.queries import READERS


def may_read(user: Any) -> bool:
    return bool(user.is_authenticated and user.role in READERS)

"""Pages of accounts."""

from duijie.portal.accounts.views import entering, managing, reviewing, signing_in

__all__ = ["entering", "managing", "reviewing", "signing_in"]

"""The acts of the exchange; everything that writes is here."""

from duijie.portal.exchange.domain.feedback import record_feedback
from duijie.portal.exchange.domain.importing import import_listings
from duijie.portal.exchange.domain.interests import (
    accept_interest,
    decline_interest,
    express_interest,
    withdraw_interest,
)
from duijie.portal.exchange.domain.listings import (
    close,
    draft,
    open_facts,
    release,
    reopen,
    return_with_reason,
    save,
    submit,
    supplement,
)
from duijie.portal.exchange.domain.matching import store_listing_matches, store_matches

__all__ = [
    "accept_interest",
    "close",
    "decline_interest",
    "draft",
    "express_interest",
    "import_listings",
    "open_facts",
    "record_feedback",
    "release",
    "reopen",
    "return_with_reason",
    "save",
    "store_listing_matches",
    "store_matches",
    "submit",
    "supplement",
    "withdraw_interest",
]

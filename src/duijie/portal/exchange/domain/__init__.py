"""The acts of the exchange; everything that writes is here."""

from duijie.portal.exchange.domain.feedback import record_feedback
from duijie.portal.exchange.domain.importing import import_listings
from duijie.portal.exchange.domain.interests import (
    accept_interest,
    decline_interest,
    express_interest,
    withdraw_interest,
)
from duijie.portal.exchange.domain.learning import use_weights
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
from duijie.portal.exchange.domain.rounds import (
    discard_round,
    open_round,
    publish_round,
    restore_round,
    store_allocation,
    withdraw_round,
)

__all__ = [
    "accept_interest",
    "close",
    "decline_interest",
    "discard_round",
    "draft",
    "express_interest",
    "import_listings",
    "open_facts",
    "open_round",
    "publish_round",
    "record_feedback",
    "release",
    "reopen",
    "restore_round",
    "return_with_reason",
    "save",
    "store_allocation",
    "store_listing_matches",
    "store_matches",
    "submit",
    "supplement",
    "use_weights",
    "withdraw_interest",
    "withdraw_round",
]

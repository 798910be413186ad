"""Pages of the exchange."""

from duijie.portal.exchange.views import editing, importing, interests, listing, listings, matches

__all__ = ["editing", "importing", "interests", "listing", "listings", "matches"]

"""Listings and what becomes of them: reviews, matches, interests, feedback."""

from duijie.portal.exchange.models.interest import Feedback, Interest
from duijie.portal.exchange.models.learned import Learned
from duijie.portal.exchange.models.listing import Listing, Review
from duijie.portal.exchange.models.match import Match
from duijie.portal.exchange.models.round import Proposal, Round

__all__ = ["Feedback", "Interest", "Learned", "Listing", "Match", "Proposal", "Review", "Round"]

"""Addresses of the exchange."""

from django.urls import path

from duijie.portal.exchange.views import (
    editing,
    importing,
    interests,
    learning,
    listing,
    listings,
    matches,
    rounds,
)

app_name = "exchange"
urlpatterns = [
    path("listings/", listings.listing_list, name="listings"),
    path("listings/review/", listings.review_queue, name="review"),
    path("listings/bulk/", listings.bulk, name="bulk"),
    path("listings/new/", editing.choose, name="choose"),
    path("listings/new/<slug:channel>/<slug:side>/", editing.create, name="create"),
    path("listings/import/", importing.choose, name="import_choose"),
    path("listings/import/<slug:channel>/<slug:side>/", importing.upload, name="import"),
    path("listings/template/<slug:channel>/<slug:side>/", importing.template, name="template"),
    path("listings/<int:pk>/", listing.detail, name="listing"),
    path("listings/<int:pk>/edit/", editing.change, name="edit"),
    path("listings/<int:pk>/supplement/", editing.supplement, name="supplement"),
    path("listings/<int:pk>/<slug:act>/", listing.act, name="act"),
    path("matches/", matches.match_list, name="matches"),
    path("matches/run/", matches.run, name="run_matching"),
    path("matches/<int:pk>/", matches.detail, name="match"),
    path("matches/<int:pk>/feedback/", matches.feedback, name="feedback"),
    path("learning/", learning.overview, name="learning"),
    path("learning/<slug:channel>/learn/", learning.learn, name="learn"),
    path("learning/<slug:channel>/use/", learning.use, name="use_weights"),
    path("rounds/", rounds.round_list, name="rounds"),
    path("rounds/new/", rounds.create, name="open_round"),
    path("rounds/<int:pk>/", rounds.detail, name="round"),
    path("rounds/<int:pk>/<slug:act>/", rounds.act, name="round_act"),
    path("interests/", interests.inbox, name="interests"),
    path("interests/express/", interests.express, name="express"),
    path("interests/<int:pk>/", interests.detail, name="interest"),
    path("interests/<int:pk>/<slug:act>/", interests.act, name="answer"),
]

"""Addresses of agreements."""

from django.urls import path

from duijie.portal.agreements.views import configuring, detail, editing, funnel, landing, lists

app_name = "agreements"
urlpatterns = [
    path("", lists.agreement_list, name="list"),
    path("parties/", lists.suggest_party, name="suggest_party"),
    path("new/", editing.create, name="create"),
    path("import/", editing.import_file, name="import"),
    path("import/template/", editing.template, name="template"),
    path("funnel/", funnel.page, name="funnel"),
    path("funnel/meetings/", funnel.meetings, name="meetings"),
    path("rules/", configuring.rules, name="rules"),
    path("evidence/<int:pk>/", landing.evidence, name="evidence"),
    path("milestones/<int:pk>/<slug:act>/", landing.milestone_act, name="milestone_act"),
    path("landed/<int:pk>/withdraw/", landing.withdraw_landed, name="withdraw_landed"),
    path("objections/<int:pk>/<slug:act>/", landing.objection_act, name="objection_act"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/edit/", editing.edit, name="edit"),
    path("<int:pk>/assign/", detail.assign, name="assign"),
    path("<int:pk>/paper/<int:signatory_pk>/", detail.paper, name="paper"),
    path("<int:pk>/milestones/", landing.add_milestone, name="add_milestone"),
    path("<int:pk>/evidence/", landing.attach, name="attach"),
    path("<int:pk>/landed/", landing.add_landed, name="add_landed"),
    path("<int:pk>/objections/", landing.add_objection, name="add_objection"),
    path("<int:pk>/<slug:act>/", detail.act, name="act"),
]

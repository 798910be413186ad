"""Addresses of what is carried away: calendars, papers, the programme, the report."""

from django.urls import path

from duijie.portal.events.views import agenda, papers, programme, report

urlpatterns = [
    path("calendar/<str:key>.ics", agenda.subscribed, name="subscribed"),
    path("<int:pk>/mine/agenda.ics", agenda.download, name="calendar"),
    path("<int:pk>/mine/print/", agenda.on_paper, name="own_paper"),
    path("<int:pk>/mine/calendar/", agenda.renew, name="renew"),
    path("<int:pk>/papers/<slug:kind>/", papers.paper, name="paper"),
    path("<int:pk>/programme/", programme.programme, name="programme"),
    path("<int:pk>/programme/listings/", programme.suggest_listing, name="suggest_listing"),
    path("<int:pk>/programme/<int:item_pk>/", programme.item, name="programme_item"),
    path("<int:pk>/programme/<int:item_pk>/<slug:act>/", programme.item_act, name="programme_act"),
    path("<int:pk>/report/", report.report_page, name="report"),
]

"""Addresses of the registry of parties."""

from django.urls import path

from duijie.portal.parties import views

app_name = "parties"
urlpatterns = [
    path("", views.party_list, name="list"),
    path("new/", views.enter, name="enter"),
    path("import/", views.import_file, name="import"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/suspend/", views.suspend, name="suspend"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/qualifications/add/", views.add_qualification, name="add_qualification"),
    path(
        "<int:pk>/qualifications/<int:qualification_pk>/remove/",
        views.remove_qualification,
        name="remove_qualification",
    ),
]

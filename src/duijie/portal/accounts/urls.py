"""Addresses of accounts; those of allauth that people may use, under allauth's names."""

from allauth.account import views as allauth
from django.urls import include, path, re_path

from duijie.portal.accounts.views import entering, managing, reviewing

own = [
    path("register/", entering.register, name="register"),
    path("registered/", entering.registered, name="registered"),
    path("invitation/<slug:token>/", entering.accept, name="accept"),
    path("settings/", managing.settings, name="settings"),
    path("users/", managing.users, name="users"),
    path("users/<int:pk>/", managing.user_act, name="user_act"),
    path("invitations/", managing.invitations, name="invitations"),
    path("invitations/<int:pk>/revoke/", managing.revoke, name="revoke"),
    path("registrations/", reviewing.registrations, name="registrations"),
    path("registrations/<int:pk>/", reviewing.review, name="review"),
]
urlpatterns = [
    path("", include((own, "accounts"))),
    path("login/", allauth.login, name="account_login"),
    path("logout/", allauth.logout, name="account_logout"),
    path("inactive/", allauth.account_inactive, name="account_inactive"),
    path("signup/", entering.register, name="account_signup"),
    path("reauthenticate/", allauth.reauthenticate, name="account_reauthenticate"),
    path("password/change/", allauth.password_change, name="account_change_password"),
    path("password/set/", allauth.password_set, name="account_set_password"),
    path("password/reset/", allauth.password_reset, name="account_reset_password"),
    path("password/reset/done/", allauth.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        allauth.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        allauth.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
]

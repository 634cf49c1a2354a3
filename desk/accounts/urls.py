from django.urls import path

from desk.accounts import views
from desk.accounts.organisations import views as organisations

urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("my/account/", views.close, name="close"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("desk/organisations/", organisations.organisations, name="organisations"),
    path("organisations/<int:pk>/", organisations.organisation, name="organisation"),
    path("organisations/<int:pk>/name/", organisations.rename_organisation, name="rename_organisation"),
    path("organisations/<int:pk>/end/", organisations.end, name="end_organisation"),
    path("organisations/members/<int:pk>/", organisations.change_member, name="change_member"),
    path("organisations/members/<int:pk>/role/", organisations.change_role, name="change_role"),
    path("organisations/invitations/<int:pk>/back/", organisations.take_back, name="take_back"),
    path("my/organisations/", organisations.mine, name="my_organisations"),
    path("my/organisations/<int:pk>/leave/", organisations.leave, name="leave"),
    path("invitation/<int:pk>/<str:token>/", organisations.invitation, name="invitation"),
]

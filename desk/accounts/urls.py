from django.urls import path

from desk.accounts import views

urlpatterns = [
    path("", views.front, name="front"),
    path("home/", views.home, name="home"),
    path("sign-in/<str:uid>/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("my/account/", views.close, name="close"),
    path("sign-out/", views.sign_out, name="sign_out"),
]

from django.urls import path

from desk.mail import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/sent/", views.sign_in_sent, name="sign_in_sent"),
    path("organisations/<int:pk>/invite/", views.invite, name="invite"),
]

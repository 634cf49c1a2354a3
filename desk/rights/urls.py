"""/removal/ and /certificate/ for everybody, /desk/removals/ for agents."""

from django.urls import path

from desk.rights.views import ask, certificate, desk

app_name = "rights"

urlpatterns = [
    path("removal/", ask.ask, name="ask"),
    path("removal/sent/", ask.asked, name="asked"),
    path("removal/confirm/<str:token>/", ask.confirm, name="confirm"),
    path("certificate/", certificate.check, name="check"),
    path("certificate/<slug:number>/", certificate.certificate, name="certificate"),
    path("certificate/<slug:number>/download/", certificate.download, name="download"),
    path("desk/removals/", desk.removals, name="list"),
    path("desk/removals/<int:pk>/", desk.detail, name="detail"),
    path("desk/removals/<int:pk>/decide/", desk.decide, name="decide"),
    path("desk/removals/<int:pk>/carry-out/", desk.carry_out, name="carry_out"),
    path("desk/removals/picture/<int:pk>/", desk.picture, name="picture"),
]

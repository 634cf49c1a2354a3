"""Three spaces: /desk/ for agents, /my/ for customers, /public/ for everybody."""

from django.urls import include, path

urlpatterns = [
    path("", include("desk.accounts.urls")),
    path("", include("desk.tickets.urls")),
    path("", include("desk.publishing.urls")),
    path("", include("desk.rights.urls")),
]

handler400 = "desk.accounts.views.bad_request"
handler403 = "desk.accounts.views.forbidden"
handler404 = "desk.accounts.views.not_found"
handler500 = "desk.accounts.views.server_error"

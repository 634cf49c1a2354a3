"""Three spaces: /desk/ for agents, /my/ for customers, /public/ for everybody."""

from django.urls import include, path

from desk.accounts import urls as accounts
from desk.factors import urls as factors
from desk.mail import urls as mail

# Asking for a sign-in link sends a mail, and the second step seals secrets, so their pages stand in the apps
# that do that; for people it is one place.
signing_in = ([*accounts.urlpatterns, *mail.urlpatterns, *factors.urlpatterns], "accounts")

urlpatterns = [
    path("", include(signing_in)),
    path("", include("desk.tickets.urls")),
    path("", include("desk.publishing.urls")),
    path("", include("desk.rights.urls")),
]

handler400 = "desk.accounts.views.bad_request"
handler403 = "desk.accounts.views.forbidden"
handler404 = "desk.accounts.views.not_found"
handler500 = "desk.accounts.views.server_error"

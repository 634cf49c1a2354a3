from django.urls import path

from desk.factors.views import operate, own, sign_in

urlpatterns = [
    path("sign-in/second-step/", sign_in.second_step, name="second_step"),
    path("sign-in/<str:uid>/<str:token>/", sign_in.sign_in_link, name="sign_in_link"),
    path("my/signing-in/", own.signing_in, name="signing_in"),
    path("my/signing-in/prove/", sign_in.prove, name="prove"),
    path("my/signing-in/app/", own.add_app, name="add_app"),
    path("my/signing-in/app/remove/", own.remove_app, name="remove_app"),
    path("my/signing-in/passkey/", own.add_passkey, name="add_passkey"),
    path("my/signing-in/passkey/remove/", own.remove_passkey, name="remove_passkey"),
    path("my/signing-in/codes/", own.renew_codes, name="renew_codes"),
    path("desk/second-step/", operate.remove_second_step, name="remove_second_step"),
]

"""/removal/, /privacy/ and /certificate/ for everybody, /desk/removals/ and /desk/requests/ for agents."""

from django.urls import path

from desk.rights.views import ask, case_desk, cases, certificate, consent, desk, keeping

app_name = "rights"

urlpatterns = [
    path("removal/", ask.ask, name="ask"),
    path("removal/sent/", ask.asked, name="asked"),
    path("removal/begun/", ask.begun, name="begun"),
    path("removal/more/<str:token>/", ask.more, name="more"),
    path("removal/confirm/<str:token>/", ask.confirm, name="confirm"),
    path("certificate/", certificate.check, name="check"),
    path("certificate/<slug:number>/", certificate.certificate, name="certificate"),
    path("certificate/<slug:number>/download/", certificate.download, name="download"),
    path("certificate/<slug:number>/paper/", certificate.paper, name="paper"),
    path("desk/removals/", desk.removals, name="list"),
    path("desk/removals/<int:pk>/", desk.detail, name="detail"),
    path("desk/removals/<int:pk>/decide/", desk.decide, name="decide"),
    path("desk/removals/<int:pk>/carry-out/", desk.carry_out, name="carry_out"),
    path("desk/removals/<int:pk>/words/", desk.words, name="words"),
    path("desk/removals/<int:pk>/ask-for-words/", desk.ask_for_words, name="ask_for_words"),
    path("desk/removals/<int:pk>/meanwhile/", desk.meanwhile, name="meanwhile"),
    path("desk/removals/for/<int:ticket>/", desk.for_customer, name="for_customer"),
    path("desk/removals/picture/<int:pk>/", desk.picture, name="picture"),
    # Requests about personal data.
    path("privacy/", cases.centre, name="centre"),
    path("privacy/ask/", cases.ask_case, name="ask_case"),
    path("privacy/sent/", cases.case_sent, name="case_sent"),
    path("privacy/case/<str:token>/", cases.my_case, name="my_case"),
    path("privacy/case/<str:token>/reply/", cases.my_case_reply, name="my_case_reply"),
    path("privacy/case/<str:token>/paper/", cases.my_case_paper, name="my_case_paper"),
    path("privacy/case/<str:token>/statement/", cases.my_case_statement, name="my_case_statement"),
    path("privacy/case/<str:token>/copy/", cases.my_case_package, name="my_case_package"),
    path("privacy/case/<str:token>/lift/", cases.my_case_lift, name="my_case_lift"),
    path("privacy/copy/<str:token>/", cases.package_link, name="package_link"),
    path("privacy/for-me/<str:token>/", cases.represented, name="represented"),
    path("my/privacy/", cases.my_privacy, name="my_privacy"),
    path("desk/requests/", case_desk.cases, name="cases"),
    path("desk/requests/<int:pk>/", case_desk.case, name="case"),
    path("desk/requests/<int:pk>/decide/", case_desk.case_decide, name="case_decide"),
    path("desk/requests/<int:pk>/done/", case_desk.case_done, name="case_done"),
    path("desk/requests/<int:pk>/again/", case_desk.case_again, name="case_again"),
    path("desk/requests/<int:pk>/ask/", case_desk.case_ask, name="case_ask"),
    path("desk/requests/<int:pk>/extend/", case_desk.case_extend, name="case_extend"),
    path("desk/requests/<int:pk>/check/", case_desk.case_check, name="case_check"),
    path("desk/requests/<int:pk>/paper/", case_desk.case_paper, name="case_paper"),
    path("desk/requests/<int:pk>/answer/", case_desk.case_answer, name="case_answer"),
    path("desk/requests/letter/<int:pk>/", case_desk.case_letter, name="case_letter"),
    path("desk/requests/letter/<int:pk>/posted/", case_desk.case_posted, name="case_posted"),
    path("desk/requests/copy/<int:pk>/", case_desk.package, name="package"),
    path("desk/requests/copy/<int:pk>/choose/", case_desk.package_choose, name="package_choose"),
    path("desk/requests/copy/<int:pk>/approve/", case_desk.package_approve, name="package_approve"),
    path(
        "desk/requests/copy/<int:pk>/<int:piece>/picture/", case_desk.package_picture, name="package_picture"
    ),
    # Texts, preferences, mails to many.
    path("privacy/texts/", consent.policies, name="policies"),
    path("privacy/texts/<slug:kind>/<slug:version>/", consent.policy, name="policy"),
    path("my/texts/<int:pk>/read/", consent.policy_read, name="policy_read"),
    path("privacy/mails/", consent.preferences_ask, name="preferences_ask"),
    path("privacy/mails/<str:token>/", consent.preferences, name="preferences"),
    path("desk/texts/", consent.policy_add, name="policy_add"),
    path("desk/mails/", consent.broadcasts, name="broadcasts"),
    # What is kept, who looked, what is due; the operator's registers.
    path("privacy/kept/", keeping.kept, name="kept"),
    path("my/privacy/looks/", keeping.looks, name="looks"),
    path("desk/due/", keeping.due, name="due"),
    path("desk/retention/", keeping.retention, name="retention"),
    path("desk/retention/<int:pk>/lift/", keeping.hold_lift, name="hold_lift"),
    path("desk/registers/", keeping.registers, name="registers"),
    path("desk/registers/<int:pk>/review/", keeping.disclosure_review, name="disclosure_review"),
    path("desk/tickets/<int:pk>/request/", case_desk.case_from_ticket, name="case_from_ticket"),
    path("desk/tickets/<int:pk>/statements/", case_desk.corrections, name="corrections"),
]

"""/desk/copies/ for agents, /my/ for the customer whose ticket it is, /public/ for everybody."""

from django.urls import URLPattern, URLResolver, include, path

from desk.publishing.views import comments, customer, facts, feeds, follow, operate, review, tracker

copies = [
    path("", review.copies, name="list"),
    path("start/<int:ticket_pk>/", review.start, name="start"),
    path("<int:pk>/", review.room, name="review"),
    path("<int:pk>/words/", review.write, name="write"),
    path("<int:pk>/message/<int:message_pk>/", review.pull_message, name="pull_message"),
    path("<int:pk>/file/<int:attachment_pk>/", review.pull_file, name="pull_file"),
    path("<int:pk>/facts/", facts.facts, name="facts"),
    path("<int:pk>/comment/", facts.team_comment, name="team_comment"),
    path("<int:pk>/ask-customer/", customer.ask, name="ask_customer"),
    path("<int:pk>/publish/", review.publish, name="publish"),
    path("<int:pk>/take-down/", review.take_down, name="take_down"),
    path("<int:pk>/files/<str:name>", review.preview_file, name="preview_file"),
    path("part/<int:part_pk>/take-out/", review.take_out, name="take_out"),
    path("<int:pk>/hide-undecided/", review.hide_undecided, name="hide_undecided"),
    path("<int:pk>/accept-risk/", review.accept_risk, name="accept_risk"),
    path("<int:pk>/leave-out-news/", review.leave_out_news, name="leave_out_news"),
    path("<int:pk>/keys/", review.switch_keys, name="switch_keys"),
    path("near/<int:miss_pk>/hide/", review.hide_near_miss, name="hide_near_miss"),
    path("item/<int:item_pk>/extend/", review.extend, name="extend"),
    path("item/<int:item_pk>/confirm/", review.confirm, name="confirm"),
    path("part/<int:part_pk>/mark/", review.mark, name="mark"),
    path("part/<int:part_pk>/box/", review.add_box, name="add_box"),
    path("part/<int:part_pk>/original/", review.original, name="original"),
    path("item/<int:item_pk>/decide/", review.decide, name="decide"),
    path("item/<int:item_pk>/move/", review.move_box, name="move_box"),
    path("item/<int:item_pk>/unmark/", review.unmark, name="unmark"),
]

desk_comments = [
    path("", comments.comments, name="comments"),
    path("<int:pk>/accept/", comments.accept, name="accept_comment"),
    path("<int:pk>/reject/", comments.reject, name="reject_comment"),
]

desk_labels = [
    path("", facts.labels, name="labels"),
    path("<int:pk>/drop/", facts.drop_label, name="drop_label"),
]

desk: list[URLPattern | URLResolver] = [
    path("copies/", include(copies)),
    path("comments/", include(desk_comments)),
    path("labels/", include(desk_labels)),
    path("watch/", operate.watch, name="watch"),
    path("watch/tour/", operate.start_tour, name="start_tour"),
]

mine = [
    path("tickets/<int:pk>/lock/", customer.lock, name="lock"),
    path("tickets/<int:pk>/copy/", customer.copy, name="copy"),
    path("tickets/<int:pk>/copy/answer/", customer.answer, name="answer"),
    path("tickets/<int:pk>/copy/files/<str:name>", customer.file, name="file"),
]

reading = [  # no cookie is set here, and caches may keep every answer
    path("", tracker.issues, name="list"),
    path("placeholders/", tracker.placeholders, name="placeholders"),
    path("issues/<slug:slug>/", tracker.issue, name="issue"),
    path("issues/<slug:slug>/files/<str:name>", tracker.file, name="file"),
    path("issues/<slug:slug>.json", feeds.issue_json, name="issue_json"),
    path("issues.json", feeds.issues_json, name="issues_json"),
    path("feed.atom", feeds.atom, name="feed"),
    path("openapi.json", feeds.openapi, name="openapi"),
    path("sitemap.txt", feeds.sitemap, name="sitemap"),
]

taking_part = [  # forms, which need a cookie against forgery
    path("<slug:slug>/affects-me/", follow.affects, name="affects"),
    path("<slug:slug>/follow/", follow.follow, name="follow"),
    path("<slug:slug>/comment/", comments.comment, name="comment"),
    path("comments/sent/", comments.sent, name="comment_sent"),
    path("comments/confirm/<str:token>/", comments.confirm, name="comment_confirm"),
    path("follow/sent/", follow.mail_sent, name="mail_sent"),
    path("follow/confirm/<str:token>/", follow.confirm, name="follow_confirm"),
    path("follow/stop/<str:token>/", follow.unfollow, name="unfollow"),
    path("follow/forget-me/", follow.forget, name="forget"),
    path("follow/forget-me/<str:token>/", follow.forget_confirm, name="forget_confirm"),
]

public = [
    path("public/", include(reading)),
    path("take-part/", include(taking_part)),
]

urlpatterns = [
    path("my/", include((mine, "mycopy"))),
    path("desk/", include((desk, "publishing"))),
    path("robots.txt", feeds.robots, name="robots"),
    path("", include((public, "public"))),
]

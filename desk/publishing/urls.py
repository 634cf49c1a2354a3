"""/desk/copies/ for agents, /public/ for everybody."""

from django.urls import include, path

from desk.publishing.views import feeds, review, tracker

desk = [
    path("", review.copies, name="list"),
    path("start/<int:ticket_pk>/", review.start, name="start"),
    path("<int:pk>/", review.room, name="review"),
    path("<int:pk>/words/", review.write, name="write"),
    path("<int:pk>/message/<int:message_pk>/", review.pull_message, name="pull_message"),
    path("<int:pk>/file/<int:attachment_pk>/", review.pull_file, name="pull_file"),
    path("<int:pk>/publish/", review.publish, name="publish"),
    path("<int:pk>/take-down/", review.take_down, name="take_down"),
    path("<int:pk>/files/<str:name>", review.preview_file, name="preview_file"),
    path("part/<int:part_pk>/take-out/", review.take_out, name="take_out"),
    path("part/<int:part_pk>/hide-undecided/", review.hide_undecided, name="hide_undecided"),
    path("part/<int:part_pk>/mark/", review.mark, name="mark"),
    path("part/<int:part_pk>/box/", review.add_box, name="add_box"),
    path("part/<int:part_pk>/original/", review.original, name="original"),
    path("item/<int:item_pk>/decide/", review.decide, name="decide"),
    path("item/<int:item_pk>/move/", review.move_box, name="move_box"),
    path("item/<int:item_pk>/unmark/", review.unmark, name="unmark"),
]

public = [
    path("", tracker.issues, name="list"),
    path("issues/<slug:slug>/", tracker.issue, name="issue"),
    path("issues/<slug:slug>/files/<str:name>", tracker.file, name="file"),
    path("issues/<slug:slug>.json", feeds.issue_json, name="issue_json"),
    path("issues.json", feeds.issues_json, name="issues_json"),
    path("feed.atom", feeds.atom, name="feed"),
    path("sitemap.txt", feeds.sitemap, name="sitemap"),
]

urlpatterns = [
    path("desk/copies/", include((desk, "publishing"))),
    path("public/", include((public, "public"))),
]

from django.urls import path

from desk.tickets.views import files, look, operate, portal, queue, ticket

app_name = "tickets"

urlpatterns = [
    # everybody
    path("new/", portal.new, name="new"),
    path("new/received/", portal.received, name="received"),
    path("look/words/", look.words, name="look_words"),
    path("look/picture/", look.picture, name="look_picture"),
    # customers, with an account or by a private link
    path("my/", portal.my, name="my"),
    path("my/ticket/<str:token>/", portal.guest_link, name="guest_link"),
    path("my/tickets/<int:pk>/", portal.my_ticket, name="my_ticket"),
    path("my/tickets/<int:pk>/reply/", portal.my_reply, name="my_reply"),
    path("my/tickets/<int:pk>/publish/", portal.my_publish, name="my_publish"),
    path("my/files/<int:pk>/", files.my_file, name="my_file"),
    # agents
    path("desk/", queue.queue, name="queue"),
    path("desk/tickets/<int:pk>/", ticket.ticket, name="ticket"),
    path("desk/tickets/<int:pk>/write/", ticket.write, name="write"),
    path("desk/tickets/<int:pk>/state/", ticket.set_state, name="set_state"),
    path("desk/tickets/<int:pk>/assignee/", ticket.set_assignee, name="set_assignee"),
    path("desk/tickets/<int:pk>/link/", ticket.set_link, name="set_link"),
    path("desk/scans/<int:pk>/again/", ticket.scan_once_more, name="scan_again"),
    path("desk/files/<int:pk>/", files.file, name="file"),
    path("desk/always/", operate.always_words, name="always"),
    path("desk/always/<int:pk>/drop/", operate.drop_word, name="drop_word"),
    # the operator
    path("desk/products/", operate.products, name="products"),
    path("desk/products/<int:pk>/", operate.product, name="product"),
]

from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "desk.mail"
    label = "mail"

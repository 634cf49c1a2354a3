from django.apps import AppConfig


class PublishingConfig(AppConfig):
    name = "desk.publishing"
    label = "publishing"

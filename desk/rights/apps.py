from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "desk.rights"
    label = "rights"

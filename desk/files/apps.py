from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "desk.files"
    label = "files"

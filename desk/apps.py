from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "desk"
    label = "desk"

    def ready(self) -> None:
        from desk import checks  # noqa: F401 - registers the checks

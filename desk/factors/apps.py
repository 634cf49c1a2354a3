from django.apps import AppConfig


class FactorsConfig(AppConfig):
    name = "desk.factors"
    label = "factors"

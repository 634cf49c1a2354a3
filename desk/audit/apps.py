from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "desk.audit"
    label = "audit"

"""The invented people's tickets and screenshots that `manage.py demo` fills an empty desk with."""

"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk.settings")
application = get_wsgi_application()

from desk.files.tombstones import require_replayed  # noqa: E402 - models can be read only from here on

# A web server of one's own starts here: an old backup must not serve through this door either (S113).
require_replayed()

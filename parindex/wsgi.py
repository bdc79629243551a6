"""The web application. It refuses to start on a database whose published rows are not guarded."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
application = get_wsgi_application()

from scoring.guards import refuse_to_start_unguarded  # noqa: E402  (models must be loaded first)

refuse_to_start_unguarded()

"""The web application. It refuses to start on a database whose published rows are not guarded or not what they were."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parindex.settings")
application = get_wsgi_application()

from scoring.guards import refuse_to_start_unguarded  # noqa: E402  (models must be loaded first)
from scoring.integrity import refuse_to_start_altered  # noqa: E402

refuse_to_start_unguarded()
refuse_to_start_altered()

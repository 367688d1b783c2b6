"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
application = get_wsgi_application()

# What is loaded by now stays: collecting garbage among it takes a twentieth of a request's time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)

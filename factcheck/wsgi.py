"""The WSGI application that gunicorn serves."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
application = get_wsgi_application()

# The first request would load the views. What is loaded stays: collecting garbage among it takes a
# twentieth of each request's time.
import_module("factcheck.urls")
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 50)

"""The shipped settings, in an environment made for tests. What is set outside still counts."""

import os
import tempfile

if "DATA_DIR" not in os.environ:
    # Kept by name, for as long as this process lives; its workers inherit the variable.
    _data_dir = tempfile.TemporaryDirectory(prefix="factcheck-tests-")
    os.environ["DATA_DIR"] = _data_dir.name
os.environ.setdefault("SECRET_KEY", "a key for tests, which protects nothing at all " * 2)
# The test client and the browser speak plain http.
os.environ.setdefault("HTTPS", "0")

from factcheck.settings import *  # noqa: F403
from factcheck.settings import DATABASES, STATIC_ROOT, STORAGES

# No test cuts the power: SQLite need not wait for the disk at each commit.
for _database in DATABASES.values():
    if "init_command" in _database["OPTIONS"]:
        _database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"

# The shipped one is slow by intent, and tests sign in all the time.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

# Tests ask more than anybody; those of the limits set some.
API_RATE_LIMIT = API_RATE_LIMIT_ANONYMOUS = 0

# Plain names: the hashed ones come from `collectstatic`.
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"

# WhiteNoise warns of a folder that only `collectstatic` makes.
STATIC_ROOT.mkdir(exist_ok=True)

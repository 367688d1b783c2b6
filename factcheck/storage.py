"""Where static files are kept in production."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedModulesStorage(CompressedManifestStaticFilesStorage):
    """Also modules are imported by their hashed names: after an upgrade none is an old one."""

    support_js_module_import_aggregation = True

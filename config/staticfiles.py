"""How static files are stored for serving."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, gzip and brotli copies; the imports inside ES modules are hashed with the rest."""

    support_js_module_import_aggregation = True

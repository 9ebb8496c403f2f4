"""Static files storage."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed names, gzip and brotli copies; imports inside ES modules use the hashed names too."""

    support_js_module_import_aggregation = True

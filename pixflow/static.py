"""Static files under names that change with their contents, compressed once when they are collected."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

_any_script, _imports = ManifestStaticFilesStorage._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # noqa: SLF001


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Our own modules import each other by hashed names. Scripts of packages are left alone: some mention imports."""

    support_js_module_import_aggregation = True
    _js_module_import_aggregation_patterns = ("js/*.js", _imports)
    # Compressing each file a second time under its plain name doubles the time of the first start.
    keep_only_hashed_files = True

"""Static files named by their content and compressed, as whitenoise makes them."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    """A page must not fail because one picture is missing: it is then asked for under its plain name.

    Django's own setting for this (manifest_strict) still fails when the file itself is not there. A test looks for every
    file that a template names.
    """

    def stored_name(self, name: str) -> str:
        try:
            return super().stored_name(name)
        except ValueError:
            return name

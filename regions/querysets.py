"""Natural keys of whatever has a public address, and that reference data is always public."""

from django.conf import settings
from django.db import models


class AddressedQuerySet(models.QuerySet):
    """Rows that are found by their slug."""

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def published(self):
        """Return the rows that readers may see: all of them, where nothing says otherwise."""
        return self.all()


class CountryQuerySet(AddressedQuerySet):
    """Countries, found by their ISO 3166-1 alpha-3 code."""

    def get_by_natural_key(self, alpha_3):
        return self.get(alpha_3=alpha_3)

    def home(self):
        """Return the registry's own country, or None while it is not entered."""
        return self.filter(alpha_3=settings.HOME_COUNTRY).first()

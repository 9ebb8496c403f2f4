"""QuerySets with natural keys for rows with public pages."""

from django.conf import settings
from django.db import models


class AddressedQuerySet(models.QuerySet):
    """Rows whose natural key is their slug."""

    def get_by_natural_key(self, slug):
        return self.only("pk").get(slug=slug)

    def published(self):
        """Return the rows that readers may see. By default, all rows."""
        return self.all()

    def current(self):
        """Return the rows of today, without former countries such as the Soviet Union. By default, all rows."""
        return self.all()


class CountryQuerySet(AddressedQuerySet):
    """Countries. Their natural key is the ISO 3166-1 alpha-3 code."""

    def get_by_natural_key(self, alpha_3):
        return self.only("pk").get(alpha_3=alpha_3)

    def current(self):
        return self.filter(last_year__isnull=True)

    def former(self):
        return self.filter(last_year__isnull=False)

    def home(self):
        """Return the registry's own country, or None if it is not in the database."""
        return self.filter(alpha_3=settings.HOME_COUNTRY).first()

"""A manager for tables that are not part of the registry's data."""

from django.db import models


class Undumped(models.Manager):
    """Makes `dumpdata` skip the rows of a model whose first manager it is."""

    def get_queryset(self):
        return super().get_queryset().none()

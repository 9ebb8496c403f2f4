"""Tables that hold no part of the registry."""

from django.db import models


class Undumped(models.Manager):
    """What `dumpdata` sees of a table that names this manager first: nothing."""

    def get_queryset(self):
        return super().get_queryset().none()

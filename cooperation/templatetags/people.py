"""Names of people in Django's templates."""

from django import template

from ..domain.people import greeted_name, shown_name

register = template.Library()
# `None`, such as the owner of a file whose account was deleted, has no name.
register.filter("person", lambda person: shown_name(person) if person else "")
register.filter("greeted", greeted_name)

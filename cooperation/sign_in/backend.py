"""How Django finds the user of a session."""

from django.contrib.auth import get_user_model
from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Django's backend, which fetches the language of the account with the user: the admin needs both."""

    def get_user(self, user_id):
        accounts = get_user_model()._default_manager.select_related("chosen_language")
        user = accounts.filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None

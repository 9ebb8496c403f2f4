"""The public addresses."""

urlpatterns = []

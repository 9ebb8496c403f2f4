"""The geometry of the charts and maps on public pages. It depends on no model, request or colour."""

"""The page with all options of one filter of a list. It has the address of the list, with `options=country`."""


class AllOptionsMixin:
    """Shows all options of one filter instead of the list, if the query string says so."""

    def get(self, request, *args, **kwargs):
        """Show the list, or the options."""
        options = self.filterset.all_options
        if options is None:
            return super().get(request, *args, **kwargs)
        form, query = self.filterset.form, self.get_query().urlencode()
        context = {
            "view": self,
            "title": options.words,
            "list_title": self.title,
            "list_url": f"{request.path}?{query}" if query else request.path,
            "canonical_query": self._canonical_query(),
            "options": options,
            "other_filters": [str(form[name].label) for name in self.filterset.narrowing if name != options.name],
            "kept": [(name, value) for name, values in self.get_query(options.name).lists() for value in values],
        }
        return self.response_class(request=request, template="cooperation/all_options.html", context=context)

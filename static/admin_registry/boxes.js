/* The boxes that select2 puts in place of a select have no name of their own: give them the one of the field. */
"use strict";
{
  const $ = django.jQuery;

  const name = (select) => {
    const label = select.labels[0];
    const box = select.nextElementSibling;
    if (!label || !box || !box.classList.contains("select2")) return;
    label.id ||= `${select.id}_label`;
    const chosen = box.querySelector(".select2-selection__rendered");
    chosen.setAttribute("aria-labelledby", label.id);
    for (const each of box.querySelectorAll("[role=combobox], .select2-search__field")) {
      each.setAttribute("aria-labelledby", `${label.id} ${chosen.id}`.trim());
    }
  };

  const nameAll = (place) => place.querySelectorAll(".admin-autocomplete").forEach(name);

  $(() => nameAll(document));
  for (const made of ["formset:added", "boxes:made"]) document.addEventListener(made, (event) => nameAll(event.target));
  /* Until the suggestions for what was typed come, select2 shows the earlier ones: Enter must not select one of them. */
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".select2-search__field")) return;
    for (const option of document.querySelectorAll(".select2-results__option--highlighted")) {
      option.classList.remove("select2-results__option--highlighted");
    }
  });
  /* Whoever types into a box that is closed opens it, and goes on typing. */
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.(".select2-selection--single");
    if (!box || event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    $(box.closest(".select2").previousElementSibling).select2("open");
  });
  /* select2 makes a new search box whenever what is chosen changes. */
  $(document).on("change select2:open select2:close", ".admin-autocomplete", (event) => name(event.target));
}

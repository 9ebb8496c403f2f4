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
  /* select2 knows a list by the id that it had first. Rows are numbered anew when one is removed, so a new row can have the
     id of an earlier one: it gets a name of its own, or its box would take the place of the other's. */
  let made = 0;
  document.addEventListener("formset:added", ({ target }) => {
    for (const select of target.querySelectorAll(".admin-autocomplete")) select.dataset.select2Id = `new-${(made += 1)}`;
  }, true);
  for (const added of ["formset:added", "boxes:made"]) document.addEventListener(added, (event) => nameAll(event.target));
  /* Until the suggestions for what was typed come, select2 shows the earlier ones: Enter must not select one of them. */
  document.addEventListener("input", (event) => {
    if (!event.target.matches(".select2-search__field")) return;
    for (const option of document.querySelectorAll(".select2-results__option--highlighted")) {
      option.classList.remove("select2-results__option--highlighted");
    }
  });
  /* While an input method composes a syllable, select2 hears nothing: it would ask for each letter, and Enter, which ends
     the syllable, would choose a suggestion. The end of the syllable is as good as typing it. */
  for (const name of ["keydown", "keyup", "input"]) {
    document.addEventListener(name, (event) => {
      const isComposing = event.isComposing || event.keyCode === 229;
      if (isComposing && event.target.matches?.(".select2-search__field")) event.stopPropagation();
    }, true);
  }
  document.addEventListener("compositionend", ({ target }) => {
    if (target.matches(".select2-search__field")) target.dispatchEvent(new Event("input", { bubbles: true }));
  });
  /* Whoever types into a box that is closed opens it, and goes on typing. */
  document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.(".select2-selection--single");
    if (!box || event.key.length !== 1 || event.key === " " || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    $(box.closest(".select2").previousElementSibling).select2("open");
    const search = document.querySelector(".select2-container--open .select2-search__field");
    search.focus();
    search.value += event.key;
    $(search).trigger("input");
  });
  /* select2 makes a new search box whenever what is chosen changes. */
  $(document).on("change select2:open select2:close", ".admin-autocomplete", (event) => name(event.target));
}

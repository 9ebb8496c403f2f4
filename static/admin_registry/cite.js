/* "Cite" beside a field adds a citation of it in place: with the value as it is typed, and the source used last. */

const words = document.getElementById("cite-words")?.dataset;
const group = document.getElementById("citations-group");

const rows = () => Array.from(group.querySelectorAll(".inline-related:not(.empty-form)"));
const fieldOf = (row, name) => row.querySelector(`[name$="-${name}"]`);

/* The source that was chosen last in this form, or else the one that this person cited last. */
let latest = [words?.source, words?.title];
window.addEventListener("load", () => {
  django.jQuery(document).on("change", "#citations-group [name$='-source']", ({ target }) => {
    if (target.value) latest = [target.value, target.selectedOptions[0].text];
  });
});

function valueOf(field) {
  if (!field || field.multiple || field.type === "checkbox" || field.matches("[data-model-name]")) return "";
  const text = field.tagName === "SELECT" ? field.selectedOptions[0]?.text : field.value.trim();
  return text.length > 200 ? "" : text;
}

function put(field, value) {
  if (!field) return;
  field.value = value;
  django.jQuery(field).trigger("change");
}

function cite(link) {
  const parts = link.dataset.cite.split("-");
  const name = parts.pop();
  const field = link.closest(".form-row").querySelector(`[name="${CSS.escape(name)}"], [name$="-${CSS.escape(name)}"]`);
  group.querySelector(".add-row a").click();
  const row = rows().at(-1);
  put(fieldOf(row, "field"), name);
  put(fieldOf(row, "value"), valueOf(field));
  if (parts.length) put(fieldOf(row, parts[0]), parts[1]);
  const source = fieldOf(row, "source");
  if (latest[0]) {
    source.add(new Option(latest[1], latest[0], true, true));
    django.jQuery(source).trigger("change");
  }
  const back = document.createElement("button");
  back.type = "button";
  back.className = "button cite-back";
  back.textContent = words.back.replace("{field}", link.querySelector("span").textContent.trim());
  back.addEventListener("click", () => {
    const fold = link.closest(".part");
    if (fold) fold.open = true;
    link.focus();
  });
  row.querySelector(".part-tools").append(back);
  const next = latest[0] ? fieldOf(row, "locator") : source.parentElement.querySelector(".select2-selection");
  next.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a.cite");
  if (!link || !words || event.ctrlKey || event.metaKey || event.shiftKey || !group.querySelector(".add-row a")) return;
  event.preventDefault();
  cite(link);
});

/* Parts are one line each. The line says what is typed; a new part opens, closes the others and takes the focus. */

const $ = window.django?.jQuery;
const WAITING = "autocomplete-of-folded-part";

/* The boxes of a folded part are made when it opens: a record can have a hundred parts with fourteen boxes each. */
for (const select of document.querySelectorAll(".part:not([open]) .admin-autocomplete")) {
  select.classList.replace("admin-autocomplete", WAITING);
}

function makeBoxes(part) {
  const waiting = part.querySelectorAll(`.${WAITING}`);
  for (const select of waiting) select.classList.replace(WAITING, "admin-autocomplete");
  if (!waiting.length) return;
  $(waiting).djangoAdminSelect2();
  part.dispatchEvent(new CustomEvent("boxes:made", { bubbles: true }));
}

/* What a field says: the words of what is chosen, the label of a ticked box, or the text. */
function wordsOf(field) {
  if (field.type === "checkbox") return field.checked ? field.labels[0]?.textContent.trim() || "" : "";
  if (field.tagName !== "SELECT") return field.value.trim().replace(/\s+/g, " ").slice(0, 200);
  return Array.from(field.selectedOptions).filter((each) => each.value).map((each) => each.text).join(", ");
}

function tell(field) {
  const row = field.closest(".inline-related");
  const name = field.name.replace(/^.*-/, "");
  const place = row?.querySelector(`.part-line [data-of="${CSS.escape(name)}"]`);
  if (place) place.textContent = wordsOf(field);
}

/* The first field that can have the focus; a box of suggestions stands in for its list. */
function focus(field) {
  const box = field.nextElementSibling?.querySelector?.(".select2-selection");
  (field.classList.contains("select2-hidden-accessible") && box ? box : field).focus();
}

document.addEventListener("formset:added", ({ target }) => {
  const part = target.querySelector(".part");
  if (!part) return;
  for (const other of document.querySelectorAll(`.part[name="${CSS.escape(part.dataset.group)}"][open]`)) other.open = false;
  part.setAttribute("name", part.dataset.group);
  // Django numbers ids and names, not what describes a field.
  for (const field of part.querySelectorAll('[aria-describedby*="__prefix__"]')) {
    field.setAttribute("aria-describedby", field.getAttribute("aria-describedby").replaceAll("__prefix__", target.id.replace(/^.*-/, "")));
  }
  const field = part.querySelector("fieldset :is(input:not([type=hidden]), select, textarea)");
  if (field) focus(field);
});

/* Opening a part closes the one above it: the line that was opened must not leave the window by that. */
document.addEventListener("toggle", ({ target }) => {
  if (!target.matches?.(".part")) return;
  if (target.open) makeBoxes(target);
  if (target.open && target.querySelector("summary").getBoundingClientRect().top < 0) target.scrollIntoView();
}, true);

if ($) $(document).on("input change", ".part input, .part select, .part textarea", (event) => tell(event.target));

/* The bar tells the page how high it is, and a link to a field or a section opens what it is folded into. */

const bar = document.querySelector(".form-bar");
if (bar) {
  new ResizeObserver(() => document.documentElement.style.setProperty("--bar-height", `${bar.offsetHeight}px`)).observe(bar);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(".error-summary a, .form-sections a, .to-sections, .to-bar");
  const target = link && document.getElementById(link.hash.slice(1));
  if (!target) return;
  event.preventDefault();
  const folds = [];
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) folds.push(fold);
  for (const fold of folds) fold.open = true;
  const field = target.matches("input, select, textarea, summary, [tabindex]") ? target : target.closest("summary") || target.querySelector("input, a");
  requestAnimationFrame(() => {
    if (field) focus(field);
    (field?.closest(".form-row") || target).scrollIntoView({ block: "nearest" });
    if (!link.closest(".error-summary")) target.scrollIntoView();
  });
});

/* Ctrl+S, or Cmd+S, presses the first button of the bar, wherever the focus is. */
document.addEventListener("keydown", (event) => {
  const save = bar?.querySelector("input[type=submit]");
  if (!save || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
  event.preventDefault();
  if (!event.repeat) save.click();
});

/* A browser that does not know autofocus on a section gives it the focus here. */
document.getElementById("error-summary")?.focus();

/* Of a text box the browser shows only the line of the caret: whoever comes by Tab sees the whole box above the bar. */
document.addEventListener("keyup", (event) => {
  if (event.key === "Tab" && event.target.matches?.("textarea")) event.target.scrollIntoView({ block: "nearest" });
});

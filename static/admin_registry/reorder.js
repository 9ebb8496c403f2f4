/* Moves rows that have a position, such as outcomes and phases, up and down with buttons. The rows keep their keys; only
   their positions are written anew. */

const words = document.getElementById("reorder-words")?.dataset;
const isRow = (row) => row.matches(".inline-related:not(.empty-form)") && row.querySelector("input[name$='-position']");
const rowsOf = (group) => Array.from(group.querySelectorAll(".inline-related")).filter(isRow);

function number(group) {
  rowsOf(group).forEach((row, index) => {
    row.querySelector(".inline_label").textContent = `#${index + 1}`;
    const box = row.querySelector("input[name$='-position']");
    if (box.value !== String(index + 1)) {
      box.value = index + 1;
      box.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

function move(row, step, button) {
  const group = row.closest(".inline-group");
  const rows = rowsOf(group);
  const other = rows[rows.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row);
  else other.after(row);
  number(group);
  button.focus();
  group.querySelector(".reorder-told").textContent = words.told.replace("{place}", rowsOf(group).indexOf(row) + 1).replace("{all}", rows.length);
}

function add(row) {
  if (!isRow(row) || row.querySelector(".reorder")) return;
  const buttons = document.createElement("span");
  buttons.className = "reorder";
  for (const [step, sign, label] of [[-1, "↑", words.up], [1, "↓", words.down]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.title = label;
    button.setAttribute("aria-label", `${label}: ${row.querySelector("summary .part-line").textContent.trim().replace(/\s+/g, " ")}`);
    button.addEventListener("click", () => move(row, step, button));
    buttons.append(button);
  }
  row.querySelector(".part-tools").prepend(buttons);
}

if (words) {
  for (const group of document.querySelectorAll(".inline-group")) {
    if (!group.querySelector("input[name$='-position']") || !group.querySelector(".add-row, .inline-related")) continue;
    const told = document.createElement("output");
    told.className = "reorder-told visually-hidden";
    group.append(told);
    rowsOf(group).forEach(add);
  }
  document.addEventListener("formset:added", (event) => add(event.target));
}

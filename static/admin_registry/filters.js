/* A long filter gets a box that shows only the values with the words typed. */

const MANY = 12;
const filters = document.getElementById("changelist-filter");

for (const list of filters?.querySelectorAll("details ul") || []) {
  const rows = Array.from(list.children).slice(1);
  if (rows.length < MANY) continue;
  const box = document.createElement("input");
  box.type = "search";
  box.className = "filter-find";
  box.placeholder = filters.dataset.find;
  box.setAttribute("aria-label", `${filters.dataset.find}: ${list.parentElement.dataset.filterTitle}`);
  box.addEventListener("input", () => {
    const words = box.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLocaleLowerCase().includes(word));
  });
  list.before(box);
}

/* Says while one types or pastes a list of outcomes how many it makes. The server parts it in the same way. */

const words = document.getElementById("lines-words")?.dataset;
const boxes = document.querySelectorAll("#id_outcome_lines, #id_outcome_lines_ko");

function count(text) {
  const lines = text.trim().split("\n");
  const parts = lines.length === 1 ? lines[0].split(";") : lines;
  return parts.filter((part) => part.trim()).length;
}

for (const box of words ? boxes : []) {
  const told = document.createElement("div");
  told.className = "help lines-told";
  told.id = `${box.id}_told`;
  told.setAttribute("role", "status");
  box.after(told);
  const tell = () => {
    const number = count(box.value);
    told.textContent = number ? (number === 1 ? words.one : words.many.replace("{number}", number)) : "";
  };
  box.addEventListener("input", tell);
  tell();
}

/* Says beside each date box in words what was understood, as the server understands it; a period in the box of a start
   fills in the end too. */

const words = document.getElementById("date-words")?.dataset;
const latest = new WeakMap();

const endOf = (box) => box.dataset.end && document.getElementById(box.id.replace(/[^-]+$/, (name) => (name.startsWith("id_") ? "id_" : "") + box.dataset.end));

function echoOf(box) {
  const id = `${box.id}_words`;
  let echo = document.getElementById(id);
  if (!echo) {
    echo = document.createElement("output");
    echo.id = id;
    echo.className = "date-words";
    box.after(echo);
    box.setAttribute("aria-describedby", `${box.getAttribute("aria-describedby") || ""} ${id}`.trim());
  }
  return echo;
}

async function tell(box) {
  const text = box.value.trim();
  const echo = echoOf(box);
  latest.set(box, text);
  if (!text) {
    echo.textContent = "";
    return {};
  }
  const query = new URLSearchParams({ text });
  if (box.dataset.end) query.set("period", "");
  const response = await fetch(`${words.address}?${query}`, { headers: { Accept: "application/json" } });
  if (!response.ok || latest.get(box) !== text) return {};
  const answer = await response.json();
  echo.textContent = answer.problem || answer.words || "";
  echo.classList.toggle("problem", Boolean(answer.problem));
  return answer;
}

function divide(box, answer) {
  const end = endOf(box);
  if (!answer.end || !end || end.value) return;
  box.value = answer.start;
  end.value = answer.end;
  tell(box);
  tell(end);
}

if (words) {
  const timers = new WeakMap();
  const later = (event) => {
    const box = event.target;
    if (!box.matches?.(".vDateText") || event.isComposing) return;
    clearTimeout(timers.get(box));
    timers.set(box, setTimeout(() => tell(box), 250));
  };
  document.addEventListener("input", later);
  document.addEventListener("compositionend", later);
  document.addEventListener("change", async (event) => {
    const box = event.target;
    if (!box.matches?.(".vDateText")) return;
    clearTimeout(timers.get(box));
    divide(box, await tell(box));
  });
}

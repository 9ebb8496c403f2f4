/* Keeps what is typed in an admin form in this browser until it is saved, and offers it back after a reload, a crash or an
   expired session. Nothing leaves the browser; a saved or discarded text is forgotten. So is all text at sign-out, and that of
   others when somebody signs in. */

const page = document.querySelector("script[data-user]").dataset;
const words = document.getElementById("unsaved-words")?.dataset;
const form = document.getElementById("unsaved-words")?.closest("form");
const SKIPPED = new Set(["csrfmiddlewaretoken"]);

/* Each field of the form as [name, kind, value]; of a list also the words of what is chosen, to show them again. */
function typed() {
  const found = [];
  for (const field of form.elements) {
    if (!field.name || SKIPPED.has(field.name) || field.name.includes("__prefix__") || field.type === "submit") continue;
    if (field.type === "checkbox" || field.type === "radio") found.push([field.name, "check", field.checked, field.value]);
    else if (field.tagName === "SELECT") found.push([field.name, "list", Array.from(field.selectedOptions, (o) => [o.value, o.text])]);
    else if (field.type !== "file" && field.type !== "password") found.push([field.name, "text", field.value]);
  }
  return found;
}

/* Clicks "Add another" until each formset has as many rows as were typed. */
function addRows(kept) {
  for (const [name, , value] of kept) {
    if (!name.endsWith("-TOTAL_FORMS")) continue;
    const prefix = name.slice(0, -"-TOTAL_FORMS".length);
    const total = document.getElementById(`id_${name}`);
    const button = document.querySelector(`#${CSS.escape(prefix)}-group .add-row a`);
    while (total && button && Number(total.value) < Number(value)) {
      const before = total.value;
      button.click();
      if (total.value === before) break;
    }
  }
}

function putBack(kept) {
  addRows(kept);
  for (const [name, kind, value, chosen] of kept) {
    if (name.endsWith("_FORMS")) continue;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (kind === "check") {
        if (field.value === chosen) field.checked = value;
      } else if (kind === "list") {
        for (const [id, text] of value) {
          if (!Array.from(field.options).some((option) => option.value === id)) field.add(new Option(text, id));
        }
        for (const option of field.options) option.selected = value.some(([id]) => id === option.value);
      } else {
        field.value = value;
      }
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
}

function offer(key, stored) {
  const note = document.createElement("div");
  note.className = "unsaved";
  note.setAttribute("role", "status");
  const sentence = document.createElement("p");
  const language = document.documentElement.lang;
  const format = { dateStyle: "long", timeStyle: "short", hourCycle: "h23" };
  const time = new Date(stored.at).toLocaleString(language.startsWith("en") ? "en-GB" : language, format);
  sentence.textContent = words.offer.replace("{time}", time);
  note.append(sentence);
  const act = (label, action) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      action();
      note.remove();
      form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
    });
    note.append(button);
  };
  act(words.restore, () => putBack(stored.fields));
  act(words.discard, () => localStorage.removeItem(key));
  form.before(note);
}

for (const key of Object.keys(localStorage).filter((each) => each.startsWith("unsaved:"))) {
  const isOthers = page.user && !key.startsWith(`unsaved:${page.user}:`);
  if (isOthers || "signedOut" in page) localStorage.removeItem(key);
}

/* What was sent is saved once a page says so: the list after it, or the form anew. What the pages of signing in say is about
   something else. */
const sent = sessionStorage.getItem("unsaved:sent");
if (sent && document.querySelector(".messagelist .success") && !document.querySelector(".sign-in")) {
  localStorage.removeItem(sent);
  sessionStorage.removeItem("unsaved:sent");
}

/* The session had ended when the form was sent. */
if (sent && page.kept && localStorage.getItem(sent)) {
  const note = document.createElement("p");
  note.className = "unsaved";
  note.setAttribute("role", "status");
  note.textContent = page.kept;
  document.getElementById("content").prepend(note);
}

if (form) {
  const key = `unsaved:${page.user}:${location.pathname}${location.search}`;
  const initial = JSON.stringify(typed());
  const stored = JSON.parse(localStorage.getItem(key) || "null");
  if (stored && JSON.stringify(stored.fields) !== initial && !document.querySelector(".errornote")) offer(key, stored);

  let timer;
  const keep = () => {
    const fields = typed();
    if (JSON.stringify(fields) !== initial) localStorage.setItem(key, JSON.stringify({ at: Date.now(), fields }));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  window.addEventListener("pagehide", () => { if (timer) keep(); });
  form.addEventListener("submit", () => {
    keep();
    sessionStorage.setItem("unsaved:sent", key);
  });
}

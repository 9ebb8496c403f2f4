// Loads the target of a list's forms and links into the page. Without this script they work as usual.

const main = document.getElementById("main");
const statusLine = document.createElement("p");
statusLine.className = "visually-hidden";
statusLine.setAttribute("role", "status");
document.body.append(statusLine);
let loading = null;

// Returns a function that finds the element after the page is replaced, or null.
function finderOf(element) {
  if (!element || !main.contains(element)) return null;
  const { id, name, value, type } = element;
  if (id) return (root) => root.querySelector(`#${CSS.escape(id)}`);
  if (name) {
    const box = type === "checkbox" ? `[value="${CSS.escape(value)}"]` : "";
    return (root) => root.querySelector(`[name="${CSS.escape(name)}"]${box}`);
  }
  if (element.tagName === "SUMMARY" && element.parentElement.id) {
    const details = element.parentElement.id;
    return (root) => root.querySelector(`#${CSS.escape(details)} > summary`);
  }
  if (element.type === "submit") return (root) => root.querySelector("form.filters [type=submit]");
  return null;
}

function show(page, finds) {
  const open = new Map([...main.querySelectorAll("details[id]")].map((each) => [each.id, each.open]));
  const scrolled = new Map([...main.querySelectorAll("details[id] .options")].map((each) => [each.closest("details").id, each.scrollTop]));
  const { scrollX, scrollY } = window;
  document.title = page.title;
  main.replaceChildren(...page.getElementById("main").childNodes);
  for (const details of main.querySelectorAll("details[id]")) {
    if (open.get(details.id)) details.open = true;
    const options = details.querySelector(".options");
    if (options) options.scrollTop = scrolled.get(details.id) ?? 0;
  }
  const focused = finds?.(main);
  if (focused) {
    focused.focus({ preventScroll: true });
    window.scrollTo(scrollX, scrollY);
  } else if (finds !== undefined) {
    const results = document.getElementById("results");
    results.tabIndex = -1;
    results.focus({ preventScroll: true });
    if (results.getBoundingClientRect().top < 0) results.scrollIntoView();
  }
  const words = ["[role=alert] strong", ".results strong", "#results h2"].map((each) => main.querySelector(each)).find(Boolean);
  statusLine.textContent = words?.textContent ?? "";
}

async function read(address, signal) {
  const response = await fetch(address, { signal, headers: { Accept: "text/html" } });
  if (!response.ok) throw new Error(response.status);
  return [new DOMParser().parseFromString(await response.text(), "text/html"), response.url];
}

// `finds` finds the element to focus; if it is null or finds none, the results get the focus; if undefined, nothing.
async function load(address, { finds, keeps } = {}) {
  loading?.abort();
  loading = new AbortController();
  document.getElementById("results")?.setAttribute("aria-busy", "true");
  try {
    const [page, url] = await read(address, loading.signal);
    if (!page.getElementById("results")) throw new Error("no list");
    if (!keeps) history.pushState(null, "", url);
    show(page, finds);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

function addressOf(form) {
  const address = new URL(form.action);
  const fields = [...new FormData(form)].filter(([name, value]) => {
    const field = form.elements[name];
    return name !== "find" && value !== "" && !(field.tagName === "SELECT" && field.options[0]?.value === value);
  });
  address.search = new URLSearchParams(fields);
  return address;
}

// The page with all options of a filter, shown in a dialog. "Apply filters" loads the list, which removes the dialog.
async function openOptions(link) {
  if (main.querySelector("dialog")) return;
  try {
    const [page] = await read(link.href);
    const form = page.getElementById("all-options");
    const title = document.createElement("h2");
    title.id = "dialog-title";
    title.textContent = page.querySelector("h1").textContent;
    const dialog = document.createElement("dialog");
    dialog.className = "options-dialog";
    dialog.setAttribute("aria-labelledby", title.id);
    dialog.append(title, form);
    dialog.addEventListener("close", () => dialog.remove());
    main.append(dialog);
    dialog.showModal();
  } catch {
    location.assign(link.href);
  }
}

let searching = null;
async function searchOptions(form, button) {
  searching?.abort();
  searching = new AbortController();
  const address = new URL(form.action);
  address.search = new URLSearchParams(new FormData(form, button));
  try {
    const [page] = await read(address, searching.signal);
    for (const part of [".selected .options", ".matches", ".rest .options"]) {
      form.querySelector(part).replaceChildren(...page.querySelector(`#all-options ${part}`).childNodes);
    }
  } catch (error) {
    if (error.name !== "AbortError") location.assign(address);
  }
}

function isOurs(form) {
  return main.contains(form) && form.method === "get" && new URL(form.action).pathname === location.pathname;
}

main.addEventListener("submit", (event) => {
  const form = event.target;
  if (!isOurs(form)) return;
  event.preventDefault();
  if (form.id !== "all-options") load(addressOf(form), { finds: finderOf(document.activeElement) });
  else if (event.submitter?.name === "options") searchOptions(form, event.submitter);
  else load(addressOf(form), { finds: null });
});

let pause = null;
for (const typed of ["input", "compositionend"]) {
  main.addEventListener(typed, (event) => {
    const { form, name } = event.target;
    if (form?.id !== "all-options" || name !== "find") return;
    clearTimeout(pause);
    if (event.isComposing) return; // an unfinished Korean syllable
    pause = setTimeout(() => form.requestSubmit(form.elements.options), 200);
  });
}

main.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form?.matches(".filters") && isOurs(form) && event.target.matches("[type=checkbox], select")) {
    load(addressOf(form), { finds: finderOf(event.target) });
  }
});

main.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (link.origin !== location.origin || link.pathname !== location.pathname || link.hash) return;
  if (!link.closest("#results, .filters, .problems, #all-options")) return;
  event.preventDefault();
  if (link.closest("#all-options")) return link.closest("dialog").close();
  if (link.closest(".more")) return openOptions(link);
  load(link.href, { finds: null });
});

window.addEventListener("popstate", () => load(location.href, { keeps: true }));

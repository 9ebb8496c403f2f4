/* Enters several countries at once: the members of a bloc on the day, each with a tick of its own. Nobody took part
   because a bloc did: what is ticked is entered as if it had been chosen one by one. */

const words = document.getElementById("bloc-words")?.dataset;

const make = (tag, properties = {}, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};
const ask = async (address) => {
  const response = await fetch(address, { headers: { Accept: "application/json" } });
  return response.ok ? response.json() : {};
};
const day = () => document.getElementById("id_start")?.value || document.getElementById("id_signed_on")?.value || "";

function build(select, button) {
  const id = `${select.id}_bloc`;
  const blocs = make("select", { id: `${id}_which` });
  const told = make("p", { className: "help" });
  const list = make("div", { className: "bloc-members", role: "group" });
  list.setAttribute("aria-label", words.members);
  const all = make("button", { type: "button", className: "button", textContent: words.all });
  const add = make("button", { type: "button", className: "button default", textContent: words.add });
  const close = make("button", { type: "button", className: "button", textContent: words.close });
  const title = make("h2", { id: `${id}_title`, textContent: words.title });
  const dialog = make(
    "dialog",
    { className: "bloc-dialog", id },
    title,
    make("p", {}, make("label", { htmlFor: blocs.id, textContent: words.which }), " ", blocs),
    told,
    list,
    make("div", { className: "bloc-buttons" }, all, add, close),
  );
  dialog.setAttribute("aria-labelledby", title.id);

  const show = async () => {
    const answer = blocs.value ? await ask(`${words.address}${blocs.value}/?${new URLSearchParams({ on: day() })}`) : {};
    told.textContent = [answer.as_of, answer.source, answer.members && words.confirm].filter(Boolean).join(" ");
    list.replaceChildren(
      ...(answer.members || []).map((member) =>
        make(
          "label",
          {},
          make("input", { type: "checkbox", value: member.id }),
          make("span", { textContent: member.doubtful ? `${member.name} (${answer.doubt})` : member.name }),
        ),
      ),
    );
    all.hidden = add.hidden = !list.children.length;
  };
  blocs.addEventListener("change", show);
  all.addEventListener("click", () => list.querySelectorAll("input").forEach((box) => (box.checked = true)));
  close.addEventListener("click", () => dialog.close());
  add.addEventListener("click", () => {
    for (const box of list.querySelectorAll("input:checked")) {
      const known = Array.from(select.options).find((option) => option.value === box.value);
      if (known) known.selected = true;
      else select.add(new Option(box.nextSibling.textContent.replace(/ \(.*$/, ""), box.value, true, true));
    }
    django.jQuery(select).trigger("change");
    select.dispatchEvent(new Event("change", { bubbles: true }));
    dialog.close();
    button.focus();
  });
  button.addEventListener("click", async () => {
    if (!blocs.options.length) {
      const answer = await ask(words.address);
      blocs.replaceChildren(new Option(words.choose, ""), ...(answer.blocs || []).map((bloc) => new Option(bloc.name, bloc.id)));
    }
    await show();
    dialog.showModal();
  });
  return dialog;
}

if (words) {
  const select = document.getElementById("id_countries");
  if (select?.multiple) {
    const button = make("button", { type: "button", className: "button bloc-button", textContent: words.open });
    const place = select.closest(".related-widget-wrapper") || select.parentElement;
    place.after(button, build(select, button));
  }
}

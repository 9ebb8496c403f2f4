// Suggestions for the search boxes: a combobox with a list, as the ARIA Authoring Practices describe it. Without this
// script the box is a plain form.

const PAUSE = 120; // milliseconds without a key before the server is asked

class SearchBox {
  constructor(form, number) {
    this.form = form;
    this.input = form.querySelector("input[name=q]");
    this.list = document.createElement("ul");
    this.list.id = `suggestions-${number}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", form.dataset.label);
    this.status = document.createElement("p");
    this.status.className = "visually-hidden";
    this.status.setAttribute("role", "status");
    this.input.parentElement.append(this.list);
    form.append(this.status);
    for (const [name, value] of [
      ["role", "combobox"],
      ["aria-autocomplete", "list"],
      ["aria-expanded", "false"],
      ["aria-controls", this.list.id],
    ]) {
      this.input.setAttribute(name, value);
    }
    this.known = new Map();
    this.chosen = -1;
    this.input.addEventListener("input", (event) => this.wait(event));
    this.input.addEventListener("compositionend", (event) => this.wait(event));
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    // The box keeps the focus while a suggestion is clicked.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => this.follow(event.target.closest("[role=option]")));
  }

  wait(event) {
    clearTimeout(this.timer);
    if (event.isComposing) return; // an unfinished Korean syllable
    const typed = this.input.value.trim();
    if (!typed) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(typed), PAUSE);
  }

  async ask(typed) {
    try {
      if (!this.known.has(typed)) {
        const response = await fetch(`${this.form.dataset.suggestions}?${new URLSearchParams({ q: typed })}`, {
          credentials: "omit",
        });
        if (!response.ok) return;
        this.known.set(typed, (await response.json()).suggestions);
      }
    } catch {
      return; // no network: the form still works
    }
    if (typed === this.input.value.trim() && document.activeElement === this.input) this.show(this.known.get(typed));
  }

  show(suggestions) {
    this.chosen = -1;
    this.input.removeAttribute("aria-activedescendant");
    this.list.replaceChildren(
      ...suggestions.map((suggestion, index) => {
        const option = document.createElement("li");
        option.id = `${this.list.id}-${index}`;
        option.dataset.address = suggestion.address;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const kind = document.createElement("span");
        kind.className = "soft small";
        kind.textContent = suggestion.kind;
        const name = document.createElement("span");
        name.textContent = suggestion.label;
        if (suggestion.lang) name.lang = suggestion.lang;
        option.append(name, " ", kind);
        return option;
      }),
    );
    this.list.hidden = !suggestions.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    const { none, one, many } = this.form.dataset;
    this.status.textContent =
      suggestions.length === 0 ? none : suggestions.length === 1 ? one : many.replace("#", suggestions.length);
  }

  close() {
    clearTimeout(this.timer);
    this.list.hidden = true;
    this.chosen = -1;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing || event.keyCode === 229) return; // the key ends a syllable
    const options = [...this.list.children];
    if (event.key === "Escape" && !this.list.hidden) {
      event.preventDefault();
      this.close();
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && options.length) {
      event.preventDefault();
      this.list.hidden = false;
      this.input.setAttribute("aria-expanded", "true");
      // One step beyond the last is the box itself again.
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.choose(((this.chosen + 1 + step + options.length + 1) % (options.length + 1)) - 1);
    } else if (event.key === "Enter" && this.chosen >= 0) {
      event.preventDefault();
      this.follow(options[this.chosen]);
    }
  }

  choose(index) {
    this.chosen = index;
    [...this.list.children].forEach((option, number) => {
      option.setAttribute("aria-selected", String(number === index));
    });
    if (index < 0) {
      this.input.removeAttribute("aria-activedescendant");
    } else {
      this.input.setAttribute("aria-activedescendant", this.list.children[index].id);
      this.list.children[index].scrollIntoView({ block: "nearest" });
    }
  }

  follow(option) {
    if (option) location.assign(option.dataset.address);
  }
}

document.querySelectorAll("form.search").forEach((form, number) => new SearchBox(form, number));

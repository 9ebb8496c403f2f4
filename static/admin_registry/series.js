/* The titles and the slug of a session follow from its series and its number until somebody edits them. What the form
   leaves empty the server fills in by the same pattern. An empty form offers to fill in the next session of the series. */

const words = document.getElementById("series-words")?.dataset;
const fieldOf = (name) => document.getElementById(`id_${name}`);
const [mechanism, ordinal, slug] = ["mechanism", "ordinal", "slug"].map(fieldOf);

const nth = (number) => {
  const end = Math.floor(number / 10) % 10 === 1 ? "th" : { 1: "st", 2: "nd", 3: "rd" }[number % 10] || "th";
  return `${number}${end}`;
};
const put = (pattern, number) => pattern.replaceAll("{nth}", nth(number)).replaceAll("{n}", number);

if (words && mechanism && slug) {
  const patterns = new Map();
  const take = (answer) => {
    for (const [name, pattern] of Object.entries(answer)) if (fieldOf(name)) patterns.set(fieldOf(name), pattern);
  };
  take(JSON.parse(words.patterns));
  const ours = new Map();
  const follow = () => {
    const number = Number(ordinal.value);
    if (!Number.isInteger(number) || number < 1) return;
    for (const [field, pattern] of patterns) {
      if (!pattern || (field.value && field.value !== ours.get(field))) continue;
      field.value = put(pattern, number);
      ours.set(field, field.value);
      // Django's own script makes slugs of titles until it hears that the slug was changed.
      if (field === slug) django.jQuery(slug).data("_changed", true);
    }
  };
  for (const [field, pattern] of patterns) {
    if (pattern && field.value === put(pattern, Number(ordinal.value))) ours.set(field, field.value);
  }
  const next = document.createElement("a");
  next.className = "next-session";
  next.textContent = words.next;
  const ask = async () => {
    const chosen = mechanism.value;
    next.href = `?next_of=${chosen}`;
    if (words.next && chosen) mechanism.closest(".related-widget-wrapper").after(next);
    else next.remove();
    let answer = {};
    if (chosen) {
      const response = await fetch(words.address.replace("/0/", `/${chosen}/`), { headers: { Accept: "application/json" } });
      if (response.ok) answer = await response.json();
    }
    if (chosen !== mechanism.value) return;
    patterns.clear();
    take(answer);
    follow();
  };
  // select2 tells jQuery alone.
  window.addEventListener("load", () => django.jQuery(mechanism).on("change", ask));
  ordinal.addEventListener("input", follow);
}

/* Shows while one types what looks like the one that is being entered. The server asks again before it saves. */

const place = document.getElementById("alike");
const form = place?.closest("form");
const TELLING = /^((title|name|city)(_[a-z]{2})?|other_names|acronym|usual_city|mechanism|ordinal|kind|start|end|signed_on|adopted_on|in_force_on|established_on|ended_on|(actual|planned)_(start|end)|countries|organizations|parties-(TOTAL_FORMS|\d+-(country|organization|DELETE)))$/;

if (form && window.django) {
  let timer;
  let asked = "";
  const ask = async () => {
    const query = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (TELLING.test(name) && value) query.append(name, value);
    if (place.dataset.id) query.set("_id", place.dataset.id);
    if (query.toString() === asked || ![...query.keys()].some((name) => /^(title|name)/.test(name))) return;
    asked = query.toString();
    const response = await fetch(`${place.dataset.address}?${query}`);
    if (!response.ok || asked !== query.toString()) return;
    const ticked = place.querySelector("input:checked")?.value;
    place.innerHTML = await response.text();
    const tick = place.querySelector("input");
    if (tick && tick.value === ticked) tick.checked = true;
  };
  const later = (event) => {
    clearTimeout(timer);
    if (event?.isComposing) return; // an unfinished Korean syllable: compositionend follows
    timer = setTimeout(ask, 400);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  form.addEventListener("compositionend", later);
  window.addEventListener("load", () => {
    django.jQuery(form).on("change", ".admin-autocomplete", later);
    if (!place.dataset.id) later();
  });
}

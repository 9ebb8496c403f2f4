/* Adds the home country to the participants when the kind of a new meeting becomes bilateral, and removes it again when
   the kind changes to another one. The server adds it to a bilateral meeting that was saved without this script. */

const home = document.getElementById("home-country");
const kind = document.getElementById("id_kind");
const countries = document.getElementById("id_countries");

if (home && kind && countries) {
  const offered = home.querySelector("input");
  let isOurs = false;
  const choose = (isChosen) => {
    const { id, name } = home.dataset;
    const known = Array.from(countries.options).find((option) => option.value === id);
    offered.value = isChosen ? "1" : "";
    isOurs = isChosen && !known?.selected;
    if (known) known.selected = isChosen;
    else countries.add(new Option(name, id, true, true));
    // select2 listens to jQuery, the other scripts to the browser.
    django.jQuery(countries).trigger("change");
    countries.dispatchEvent(new Event("change", { bubbles: true }));
  };
  kind.addEventListener("change", () => {
    if (kind.value === "bilateral" && !offered.value) choose(true);
    else if (kind.value !== "bilateral" && isOurs) choose(false);
  });
}

/* Says that something takes its time, and how long it has taken, until the answer comes; a second click sends nothing. */

for (const form of document.querySelectorAll("form:has([data-waiting])")) {
  const place = form.querySelector("[data-waiting]");
  let clock;

  form.addEventListener("submit", (event) => {
    if (clock) event.preventDefault();
    if (clock || event.submitter?.name === "_discard") return;
    const [bar, seconds, begun] = [document.createElement("progress"), document.createElement("span"), Date.now()];
    bar.setAttribute("aria-hidden", "true");
    seconds.setAttribute("aria-hidden", "true");
    clock = setInterval(() => { seconds.textContent = `${Math.round((Date.now() - begun) / 1000)} ${place.dataset.unit}`; }, 1000);
    place.replaceChildren(bar, `${place.dataset.waiting} `, seconds);
  });

  /* Somebody who comes back by the browser's button finds the form as it was. */
  window.addEventListener("pageshow", () => {
    clearInterval(clock);
    clock = undefined;
    place.replaceChildren();
  });
}

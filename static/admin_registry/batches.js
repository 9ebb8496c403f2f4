/* Sends a form batch after batch, shows how far it is, and lets people stop and continue. Without this script each click
   on the button sends one batch. */

const RETRIES = 3; // after an answer that is no progress, such as "the registry is busy"
const PAUSE = 2000; // milliseconds before trying again

for (const form of document.querySelectorAll("form[data-batches]")) {
  const [place, bar, words, status] = ["place", "bar", "words", "status"].map((name) => form.querySelector(`[data-batches-${name}]`));
  const [go, stop] = ["go", "stop"].map((name) => form.querySelector(`[data-batches-${name}]`));
  const idle = [go, ...form.querySelectorAll("[data-batches-idle]")];
  let isRunning = false;
  let announced = -1;

  function show({ done, total, words: text }) {
    bar.max = Math.max(total, 1);
    bar.value = done;
    words.textContent = text;
    const tenth = Math.floor((10 * done) / Math.max(total, 1));
    if (tenth !== announced) status.textContent = text; // screen readers need not hear each batch
    announced = tenth;
  }

  function change(running) {
    const hadFocus = document.activeElement === (running ? go : stop);
    isRunning = running;
    place.hidden = false;
    for (const each of idle) each.hidden = running;
    stop.hidden = !running;
    if (hadFocus) (running ? stop : go).focus();
  }

  async function send(submitter) {
    for (let tries = 0; ; tries += 1) {
      try {
        const response = await fetch(form.action, { method: "POST", body: new FormData(form, submitter), headers: { Accept: "application/json" } });
        if (response.ok) return await response.json();
      } catch {
        /* No connection, or an answer that is not for this script, such as the page to sign in. */
      }
      if (tries === RETRIES) return null;
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  }

  async function run(submitter) {
    change(true);
    let first = submitter; // the button that began it is sent once
    while (isRunning) {
      const answer = await send(first);
      first = undefined;
      if (answer?.next) {
        window.location.assign(answer.next);
        return;
      }
      if (answer && !isRunning) {
        window.location.assign(`${window.location.pathname}?stopped`); // with all numbers as they are now
        return;
      }
      if (answer) {
        show(answer);
      } else {
        status.textContent = form.dataset.interrupted;
        words.textContent = `${words.textContent} ${status.textContent}`;
        change(false);
      }
    }
  }

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "_discard") return;
    event.preventDefault();
    if (!isRunning) run(event.submitter);
  });
  stop.addEventListener("click", () => { isRunning = false; });
  if ("start" in form.dataset) {
    window.history.replaceState(null, "", window.location.pathname); // loading the page again does not go on
    run();
  }
}

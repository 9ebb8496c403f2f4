/* Takes the code of a one-time link from its fragment, which no server is sent, and removes it from the address and from the
   browser's history. */

const field = document.getElementById("id_code");
const row = document.getElementById("code-row");
row.hidden = Boolean(field.value) && !row.querySelector(".errorlist");

function take() {
  const code = location.hash.slice(1);
  if (!code) return;
  field.value = code;
  row.hidden = true;
  history.replaceState(null, "", location.pathname);
  document.getElementById("id_new_password1").focus();
}

take();
addEventListener("hashchange", take);

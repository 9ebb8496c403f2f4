// Forms that a passkey fills in: <form data-passkey="get"> signs, <form data-passkey="create"> makes a new one.
// The options are in #passkey-options; the sign-in page has none and asks for them, so that each attempt has its own.

const canUsePasskeys = Boolean(window.PublicKeyCredential?.parseRequestOptionsFromJSON) && window.isSecureContext;

async function optionsFor(form) {
  const stored = document.getElementById("passkey-options");
  if (stored) return JSON.parse(stored.textContent);
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(`The options for a passkey were not answered: ${response.status}`);
  return response.json();
}

async function credentialFor(form) {
  const options = await optionsFor(form);
  if (form.dataset.passkey === "create") {
    const json = options.creation_options.publicKey;
    // One that the device keeps and unlocks itself can sign in without a password.
    json.authenticatorSelection = { ...json.authenticatorSelection, residentKey: "preferred" };
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(json) });
  }
  const json = options.request_options.publicKey;
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(json) });
}

async function fillIn(event) {
  const form = event.target;
  event.preventDefault();
  const problem = form.querySelector("[role=alert]");
  problem.hidden = true;
  try {
    const credential = await credentialFor(form);
    form.querySelector("[name=credential]").value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    problem.hidden = false;
  }
}

for (const form of document.querySelectorAll("[data-passkey]")) {
  if (canUsePasskeys) {
    form.hidden = false;
    form.addEventListener("submit", fillIn);
  }
}
const sorry = document.getElementById("no-passkeys");
if (sorry) sorry.hidden = canUsePasskeys;

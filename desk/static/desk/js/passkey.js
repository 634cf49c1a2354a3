// Ask the device for a key or for an answer, put what it says into the form, and send that as any form.
const form = document.querySelector("form[data-passkey]");

const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const known = (keys) => (keys ?? []).map((key) => ({ ...key, id: bytesOf(key.id) }));

function optionsOf(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytesOf(options.challenge);
  if (options.user) options.user.id = bytesOf(options.user.id);
  if (options.excludeCredentials) options.excludeCredentials = known(options.excludeCredentials);
  if (options.allowCredentials) options.allowCredentials = known(options.allowCredentials);
  return { publicKey: options };
}

function answerOf(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature"]) {
    if (credential.response[name]) response[name] = textOf(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response,
  });
}

async function ask(event) {
  event.preventDefault();
  if (!form.reportValidity()) return;
  const said = form.querySelector("[data-said]");
  said.textContent = form.dataset.waiting;
  try {
    const credential = await navigator.credentials[form.dataset.passkey](optionsOf(form));
    form.elements.answer.value = answerOf(credential);
    form.submit();
  } catch (error) {
    said.textContent = error.name === "InvalidStateError" ? form.dataset.known : form.dataset.failed;
  }
}

if (form && window.PublicKeyCredential) {
  const button = form.querySelector("button[data-ask]");
  button.hidden = false;
  form.querySelector("[data-said]").textContent = "";
  button.addEventListener("click", ask);
} else if (form) {
  form.querySelector("[data-said]").textContent = form.dataset.missing;
}

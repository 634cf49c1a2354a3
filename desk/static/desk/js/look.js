/* What the public would see of words that are being written, and of a chosen picture when asked.
 *
 * Words go to our own server a moment after the last key, which keeps nothing of them. A picture goes
 * only when its button is pressed, so that its owner can cover parts of it first (see pen.js).
 * Without this script the button does the same for the words.
 */
for (const panel of document.querySelectorAll(".first-look")) {
  const form = panel.closest("form");
  const field = form.elements.text;
  const live = panel.querySelector(".look-live");
  const shown = panel.querySelector(".look-words");
  const said = panel.querySelector(".look-said");
  const button = panel.querySelector(".look-button");
  const pictures = new WeakMap(); // File -> what its look gave
  let waiting = 0, asking = null, last = shown.childElementCount ? field.value : "";

  const ask = (url, parts, signal) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    for (const [name, value] of Object.entries(parts)) body.set(name, value);
    return fetch(url, { method: "POST", body, signal, credentials: "same-origin" });
  };

  const say = (words) => {
    if (said.textContent !== words) said.textContent = words;
  };

  const fail = () => {
    const notice = document.createElement("p");
    notice.className = "notice notice-info";
    notice.textContent = panel.dataset.unavailable;
    shown.replaceChildren(notice);
    say(panel.dataset.unavailable);
    last = ""; // the next key tries again
  };

  const look = async () => {
    clearTimeout(waiting);
    if (field.value === last) return;
    last = field.value;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await ask(panel.dataset.words, { text: field.value }, asking.signal);
      if (![200, 422, 429, 503].includes(answer.status)) return fail();
      const fragment = await answer.text();
      if (answer.status !== 200) last = "";
      shown.innerHTML = fragment; // our own server's markup, everything in it escaped
      const secret = shown.querySelector(".look-secret")?.textContent ?? "";
      const words = shown.querySelector(".look-count") ?? shown.querySelector(".notice");
      say(`${words?.textContent ?? ""} ${secret}`.replace(/\s+/g, " ").trim());
    } catch (error) {
      if (error.name !== "AbortError") fail();
    }
  };

  const later = () => {
    clearTimeout(waiting);
    if (live.querySelector("input").checked) waiting = setTimeout(look, 600);
  };

  field.addEventListener("input", later);
  live.addEventListener("change", later);
  live.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    last = field.value ? "" : last;
    look();
  });
  if (field.value) later(); // words that the browser brought back

  const show = (line, result) => {
    line.querySelector(".look-picture")?.remove();
    const box = document.createElement("div");
    box.className = "look-picture";
    if (result.url) {
      const image = document.createElement("img");
      image.src = result.url;
      image.alt = panel.dataset.alt;
      box.append(image);
    }
    const words = document.createElement("p");
    words.textContent = result.words;
    box.append(words);
    line.append(box);
  };

  const lookAtPicture = async (file, line) => {
    const because = { 422: panel.dataset.notAPicture, 429: panel.dataset.tooOften };
    show(line, { words: panel.dataset.looking });
    say(panel.dataset.looking);
    let result = { words: panel.dataset.unavailable };
    try {
      const answer = await ask(panel.dataset.picture, { picture: file });
      if (answer.ok) {
        const url = URL.createObjectURL(await answer.blob());
        result = { url, words: panel.dataset.boxes + answer.headers.get("Boxes") };
        pictures.set(file, result);
      } else if (because[answer.status]) {
        result.words = because[answer.status];
      }
    } catch {
      // No answer: it stays with the words that say so.
    }
    show(line, result);
    say(result.words);
  };

  // paste.js made a line for a chosen file.
  form.addEventListener("desk:chosen", ({ detail: { file, line } }) => {
    if (!/^image\/(png|jpeg|webp|gif)$/.test(file.type)) return;
    const see = document.createElement("button");
    see.type = "button";
    see.className = "button button-quiet button-small look-at-picture";
    see.textContent = panel.dataset.show;
    see.setAttribute("aria-label", `${panel.dataset.show}: ${file.name}`);
    see.addEventListener("click", () => lookAtPicture(file, line));
    line.append(see);
    if (pictures.has(file)) show(line, pictures.get(file));
  });
}

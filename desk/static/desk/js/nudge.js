/* A hint while writing: this looks like something support may not need. Nothing leaves the browser for it.
 *
 * It knows a few shapes only, and says so by "looks like"; what is found for certain is found after sending.
 */
const SHAPES = {
  card: /\b(?:\d[ -]?){13,19}\b/,
  password: /\b(?:password|passwd|passwort|pwd|api[ _-]?key|token|secret)\b\s*(?:is|[:=])\s*\S+/i,
  email: /[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}/i,
  phone: /(?:\+\d{1,3}[ .-]?|\b0)\d{2,4}(?:[ .-]?\d{2,4}){2,3}\b/,
};

for (const nudge of document.querySelectorAll(".nudge")) {
  const fields = Array.from(nudge.closest("form").querySelectorAll("textarea, input[name=subject]"));
  let shown = "";

  const look = () => {
    const text = fields.map((field) => field.value).join("\n");
    const found = Object.keys(SHAPES).filter((name) => SHAPES[name].test(text));
    // A card number is also a row of digits that a phone number could be.
    const names = found.filter((name) => name !== "phone" || !found.includes("card"));
    if (names.join() === shown) return;
    shown = names.join();
    nudge.textContent = names.map((name) => nudge.dataset[name]).join(" ");
    nudge.hidden = names.length === 0;
  };

  let waiting = 0;
  for (const field of fields) {
    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(look, 400);
    });
  }
  look();
}

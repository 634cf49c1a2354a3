/* Cover parts of a chosen picture before it is sent: opaque boxes on a canvas, whose PNG takes the place
 * of the file. The covered pixels, and everything that is no pixel, never leave the browser.
 */
const FILL = "#151821"; // the same as on public pictures

class DeskPen extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.canvas = this.querySelector("canvas");
    this.said = this.querySelector(".pen-said");
    this.inputs = Object.fromEntries(Array.from(this.querySelectorAll("input"), (input) => [input.dataset.name, input]));
    const acts = { cover: this.cover, undo: this.undo, use: this.use, close: this.close };
    for (const button of this.querySelectorAll("[data-act]")) {
      button.addEventListener("click", acts[button.dataset.act].bind(this));
    }
    for (const input of Object.values(this.inputs)) input.addEventListener("input", () => this.typed());
    this.canvas.addEventListener("keydown", (event) => this.key(event));
    this.canvas.addEventListener("pointerdown", (event) => this.begin(event));
    this.canvas.addEventListener("pointermove", (event) => this.move(event));
    this.canvas.addEventListener("pointerup", (event) => this.end(event));
    this.canvas.addEventListener("pointercancel", () => { this.from = null; });
    this.dialog.addEventListener("close", () => this.forget());
    // paste.js made a line for a chosen file; `replace` puts another file in its place.
    document.addEventListener("desk:chosen", ({ detail }) => this.offer(detail));
  }

  offer({ file, line, replace }) {
    if (!/^image\/(png|jpeg|webp|gif|bmp)$/.test(file.type)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button button-small open-pen";
    button.textContent = this.dataset.open;
    button.setAttribute("aria-label", `${this.dataset.open}: ${file.name}`);
    button.addEventListener("click", () => this.open(file, replace));
    line.append(button);
  }

  async open(file, replace) {
    this.forget();
    this.dialog.showModal();
    try {
      this.picture = await createImageBitmap(file);
    } catch {
      this.say(this.dataset.failed);
      return;
    }
    Object.assign(this, { file, replace });
    this.canvas.width = this.picture.width;
    this.canvas.height = this.picture.height;
    this.place({
      left: Math.round(this.picture.width / 4), top: Math.round(this.picture.height / 4),
      width: Math.ceil(this.picture.width / 4), height: Math.ceil(this.picture.height / 8),
    });
    this.canvas.focus();
  }

  forget() {
    this.picture?.close();
    Object.assign(this, { picture: null, file: null, replace: null, from: null, boxes: [], frame: null });
    this.canvas.width = this.canvas.height = 1;
    this.say("");
  }

  close() {
    this.dialog.close();
  }

  say(words) {
    this.said.textContent = words;
  }

  // Put the dashed frame there, as far as the picture goes.
  place({ left, top, width, height }, { isTyped = false } = {}) {
    if (!this.picture) return;
    const frame = { left: Math.max(0, Math.min(left, this.picture.width - 1)), top: Math.max(0, Math.min(top, this.picture.height - 1)) };
    frame.width = Math.max(1, Math.min(width, this.picture.width - frame.left));
    frame.height = Math.max(1, Math.min(height, this.picture.height - frame.top));
    this.frame = frame;
    if (!isTyped) for (const [name, input] of Object.entries(this.inputs)) input.value = frame[name];
    this.draw();
  }

  typed() {
    const numbers = Object.fromEntries(Object.entries(this.inputs).map(([name, input]) => [name, Math.round(input.valueAsNumber)]));
    if (Object.values(numbers).every(Number.isFinite)) this.place(numbers, { isTyped: true });
  }

  draw({ hasFrame = true } = {}) {
    const pen = this.canvas.getContext("2d");
    pen.drawImage(this.picture, 0, 0);
    pen.fillStyle = FILL;
    for (const { left, top, width, height } of this.boxes) pen.fillRect(left, top, width, height);
    if (!hasFrame) return;
    // Dark and bright dashes, to be seen on any picture.
    const thick = Math.max(2, Math.round(this.picture.width / 400));
    pen.lineWidth = thick;
    for (const [colour, dashes] of [[FILL, []], ["#3fd9e6", [4 * thick, 3 * thick]]]) {
      pen.strokeStyle = colour;
      pen.setLineDash(dashes);
      pen.strokeRect(this.frame.left, this.frame.top, this.frame.width, this.frame.height);
    }
  }

  cover() {
    if (!this.frame) return;
    this.boxes.push({ ...this.frame });
    this.draw();
    this.say(`${this.dataset.covered} (${this.boxes.length})`);
  }

  undo() {
    if (!this.boxes.pop()) return this.say(this.dataset.nothing);
    this.draw();
    this.say(`${this.dataset.undone} (${this.boxes.length})`);
  }

  use() {
    if (!this.boxes.length) return this.say(this.dataset.nothing);
    const { file, replace } = this;
    this.draw({ hasFrame: false });
    this.canvas.toBlob((blob) => {
      if (!blob) return this.say(this.dataset.failed);
      const name = `${file.name.replace(/\.[^.]*$/, "")}-covered.png`;
      replace(new File([blob], name, { type: "image/png" }), this.dataset.used);
      this.close();
    }, "image/png");
  }

  key(event) {
    const step = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!this.frame || (!step && event.key !== "Enter")) return;
    event.preventDefault();
    if (!step) return this.cover();
    const far = Math.max(1, Math.round(this.picture.width / 100));
    const [x, y] = step.map((way) => way * far), { left, top, width, height } = this.frame;
    this.place(event.shiftKey
      ? { left, top, width: width + x, height: height + y }
      : { left: left + x, top: top + y, width, height });
  }

  // Where the pointer is, in pixels of the picture.
  at(event) {
    const area = this.canvas.getBoundingClientRect();
    const x = ((event.clientX - area.left) / area.width) * this.canvas.width;
    const y = ((event.clientY - area.top) / area.height) * this.canvas.height;
    return { x: Math.min(this.canvas.width, Math.max(0, x)), y: Math.min(this.canvas.height, Math.max(0, y)) };
  }

  begin(event) {
    if (event.button !== 0 || !this.picture) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.from = this.at(event);
  }

  // Outwards to whole pixels: half a covered pixel would still show.
  move(event) {
    if (!this.from) return;
    const { from } = this, to = this.at(event);
    const left = Math.floor(Math.min(from.x, to.x)), top = Math.floor(Math.min(from.y, to.y));
    this.place({ left, top, width: Math.ceil(Math.max(from.x, to.x)) - left, height: Math.ceil(Math.max(from.y, to.y)) - top });
  }

  end(event) {
    if (!this.from) return;
    this.move(event);
    this.from = null;
    if (this.frame.width >= 4 && this.frame.height >= 4) this.cover();
  }
}

customElements.define("desk-pen", DeskPen);

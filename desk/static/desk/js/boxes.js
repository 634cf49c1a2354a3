// Draw a box on a picture, or drag one elsewhere. The forms beside the picture do the same without a pointer.
"use strict";

class DeskBoxes extends HTMLElement {
  connectedCallback() {
    this.svg = this.querySelector("svg");
    this.addEventListener("pointerdown", (event) => this.begin(event));
    this.addEventListener("pointermove", (event) => this.move(event));
    this.addEventListener("pointerup", (event) => this.end(event));
    this.addEventListener("pointercancel", () => this.cancel());
  }

  // Where the pointer is, in pixels of the picture.
  at(event) {
    const area = this.svg.getBoundingClientRect();
    const width = Number(this.dataset.width), height = Number(this.dataset.height);
    const x = Math.round(((event.clientX - area.left) / area.width) * width);
    const y = Math.round(((event.clientY - area.top) / area.height) * height);
    return { x: Math.min(width, Math.max(0, x)), y: Math.min(height, Math.max(0, y)) };
  }

  begin(event) {
    if (event.button !== 0) return;
    event.preventDefault();
    this.setPointerCapture(event.pointerId);
    this.from = this.at(event);
    const box = event.target.closest?.(".box[data-item]");
    this.dragged = box && this.formOf(box) ? box : null;
    if (this.dragged) return;
    this.drawn = document.createElementNS("http://www.w3.org/2000/svg", "g");
    this.drawn.setAttribute("class", "box");
    this.drawn.dataset.state = "added";
    this.drawn.append(document.createElementNS("http://www.w3.org/2000/svg", "rect"));
    this.svg.append(this.drawn);
  }

  move(event) {
    if (!this.from) return;
    const to = this.at(event);
    if (this.dragged) {
      this.dragged.setAttribute("transform", `translate(${to.x - this.from.x} ${to.y - this.from.y})`);
      return;
    }
    const rect = this.drawn.firstElementChild;
    rect.setAttribute("x", Math.min(this.from.x, to.x));
    rect.setAttribute("y", Math.min(this.from.y, to.y));
    rect.setAttribute("width", Math.abs(to.x - this.from.x));
    rect.setAttribute("height", Math.abs(to.y - this.from.y));
  }

  end(event) {
    if (!this.from) return;
    const to = this.at(event), from = this.from, dragged = this.dragged;
    this.cancel();
    if (dragged) {
      const form = this.formOf(dragged);
      const dx = to.x - from.x, dy = to.y - from.y;
      if (Math.abs(dx) + Math.abs(dy) < 3) return; // a click selects, see review.js
      const numbers = form.elements;
      const left = Math.max(0, Number(numbers.left.value) + dx), top = Math.max(0, Number(numbers.top.value) + dy);
      const wide = numbers.right.value - numbers.left.value, tall = numbers.bottom.value - numbers.top.value;
      this.send(form, left, top, left + wide, top + tall);
      return;
    }
    if (Math.abs(to.x - from.x) < 4 || Math.abs(to.y - from.y) < 4) return;
    const form = document.getElementById(this.dataset.form);
    this.send(form, Math.min(from.x, to.x), Math.min(from.y, to.y), Math.max(from.x, to.x), Math.max(from.y, to.y));
  }

  cancel() {
    this.drawn?.remove();
    this.from = this.drawn = this.dragged = null;
  }

  formOf(box) {
    return document.querySelector(`.box-form[data-moves="${box.dataset.item}"]`);
  }

  send(form, left, top, right, bottom) {
    const width = Number(this.dataset.width), height = Number(this.dataset.height);
    form.elements.left.value = left;
    form.elements.top.value = top;
    form.elements.right.value = Math.min(width, right);
    form.elements.bottom.value = Math.min(height, bottom);
    form.requestSubmit();
  }
}

customElements.define("desk-boxes", DeskBoxes);

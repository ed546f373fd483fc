// <page-keys>: one key goes somewhere. A link says its own key with data-key ("n", or "g t" for two in a row); links that no
// page shows lie inside the element. j and k step through a list of entries, / goes to the search field where there is one.
// Never while typing: Escape leaves the sheet first. Who has switched the keys off gets no such element.

const WITHIN = 1500;
const FIELDS = "input, textarea, select, [contenteditable]";
const STEPS = ".timeline h3 a, main a[rel=next]";

class PageKeys extends HTMLElement {
  first = "";

  connectedCallback() {
    this.listener = (event) => this.pressed(event);
    document.addEventListener("keydown", this.listener);
    if (location.hash === "#id_q") this.field?.select(); // here by /, to type at once
  }

  get field() { return document.querySelector("main input[type=search]"); }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.listener);
  }

  pressed(event) {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || key === "Shift") return;
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work; Safari says so only by the number
    const keys = this.first + key;
    this.forget();
    if (target.closest(FIELDS)) {
      if (key === "Escape" && target.matches(".write, .write-title")) target.blur();
      return;
    }
    if (keys === "g") this.wait(keys);
    else if (this.act(keys, event.repeat)) event.preventDefault();
  }

  wait(keys) {
    this.first = `${keys} `;
    this.timer = setTimeout(() => this.forget(), WITHIN);
  }

  forget() {
    clearTimeout(this.timer);
    this.first = "";
  }

  // True if the keys mean something here.
  act(keys, held) {
    if (keys === "j") return this.step(1);
    if (keys === "k") return this.step(-1);
    const field = keys === "/" && this.field;
    const link = [...document.querySelectorAll("[data-key]")].find(({ dataset }) => dataset.key === keys);
    if (field) field.select();
    else if (!held) link?.click();
    return Boolean(field || link);
  }

  step(by) {
    const stops = [...document.querySelectorAll(STEPS)];
    const here = stops.indexOf(document.activeElement);
    const stop = stops[here < 0 ? 0 : here + by];
    stop?.focus({ preventScroll: true });
    stop?.scrollIntoView({ block: "center" });
    return Boolean(stop);
  }
}

customElements.define("page-keys", PageKeys);

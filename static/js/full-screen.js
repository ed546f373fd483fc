// <full-screen><button aria-pressed="false">…</button></full-screen> in a sheet: nothing but the sheet and Leave now. The
// style does it (data-whole); Escape ends it. The browser's own full screen would hide Leave now, and ask.

class FullScreen extends HTMLElement {
  connectedCallback() {
    if (this.sheet) return;
    this.sheet = this.closest("auto-save");
    this.button = this.querySelector("button");
    this.button.addEventListener("click", () => this.set(!this.on));
    const escape = (event) => {
      if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !this.on) return;
      event.preventDefault();
      this.set(false);
    };
    // The sheet hears it before the page does, for which Escape means to leave the sheet.
    for (const place of [this.sheet, document]) place.addEventListener("keydown", escape);
  }

  get on() { return this.sheet.hasAttribute("data-whole"); }

  set(on) {
    this.sheet.toggleAttribute("data-whole", on);
    this.button.setAttribute("aria-pressed", String(on));
    const words = this.sheet.querySelector("textarea");
    words.focus({ preventScroll: true });
    // With mood and tags open, the words may have gone above the window together with the frame.
    if (words.getBoundingClientRect().bottom < window.innerHeight / 4) words.scrollIntoView({ block: "nearest" });
  }
}

customElements.define("full-screen", FullScreen);

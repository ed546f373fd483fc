// <sheet-tools for="id_body"> around the toolbar of a sheet: its buttons by key, and its place above a phone's keyboard.
// A button names its key with data-shortcut: "B", or with Shift, where layouts differ, the place of the key: "Shift+Period".

class SheetTools extends HTMLElement {
  connectedCallback() {
    if (this.field) return;
    this.field = document.getElementById(this.getAttribute("for"));
    this.field.addEventListener("keydown", (event) => this.pressed(event));
    // It would be entered by itself first, lose the focus to nothing, and with it the reason to be seen.
    customElements.whenDefined("markdown-toolbar").then(() => {
      const toolbar = this.querySelector("markdown-toolbar");
      toolbar.removeAttribute("tabindex");
      toolbar.querySelector("button").tabIndex = 0;
    });
    for (const kind of ["resize", "scroll"]) visualViewport?.addEventListener(kind, () => this.rise());
  }

  pressed(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.shiftKey ? `Shift+${event.code.replace("Digit", "")}` : event.key.toUpperCase();
    const button = [...this.querySelectorAll("[data-shortcut]")].find(({ dataset }) => dataset.shortcut === key);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  // The keyboard covers the foot of the window without making it smaller.
  rise() {
    const covered = innerHeight - visualViewport.height - visualViewport.offsetTop;
    this.style.setProperty("--keyboard", `${Math.max(0, Math.round(covered))}px`);
  }
}

customElements.define("sheet-tools", SheetTools);

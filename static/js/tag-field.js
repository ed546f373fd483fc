// <tag-field data-label="Yours that fit" data-found="… {count}"> around an input of tags, separated by commas, and its <datalist>.
// A datalist completes only the first of them; this completes the one at the cursor, as an editable combobox with a list
// (ARIA Authoring Practices). Without script the datalist stays.

const MOST = 8;

function fold(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
}

class TagField extends HTMLElement {
  active = -1;

  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector("input");
    this.names = [...this.querySelectorAll("option")].map(({ value }) => value);
    this.input.removeAttribute("list");
    this.list = document.createElement("ul");
    this.list.id = `${this.input.id}_known`;
    this.list.className = "completions";
    this.list.hidden = true;
    this.status = document.createElement("p");
    this.status.className = "unseen";
    this.status.setAttribute("role", "status");
    for (const [name, value] of [["role", "listbox"], ["aria-label", this.dataset.label]]) this.list.setAttribute(name, value);
    for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-expanded", "false"], ["aria-controls", this.list.id]]) {
      this.input.setAttribute(name, value);
    }
    this.input.after(this.list, this.status);

    this.input.addEventListener("input", () => this.show(Boolean(this.typed)));
    this.input.addEventListener("keydown", (event) => this.pressed(event));
    this.input.addEventListener("blur", () => this.show(false));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", ({ target }) => target.role === "option" && this.accept(target.textContent));
  }

  // Where the tag at the cursor begins and ends.
  get span() {
    const { value, selectionStart } = this.input;
    const end = value.indexOf(",", selectionStart);
    return [value.lastIndexOf(",", selectionStart - 1) + 1, end < 0 ? value.length : end];
  }

  get typed() { return fold(this.input.value.slice(...this.span)); }

  get fitting() {
    const [start, end] = this.span;
    const { value } = this.input;
    const taken = new Set(`${value.slice(0, start)},${value.slice(end)}`.split(",").map(fold));
    const typed = this.typed;
    const open = this.names.filter((name) => fold(name).includes(typed) && !taken.has(fold(name)) && fold(name) !== typed);
    return open.sort((a, b) => fold(b).startsWith(typed) - fold(a).startsWith(typed)).slice(0, MOST);
  }

  show(wanted) {
    const names = wanted ? this.fitting : [];
    this.list.replaceChildren(...names.map((name, place) => {
      const option = document.createElement("li");
      option.id = `${this.list.id}_${place}`;
      option.textContent = name;
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      return option;
    }));
    this.list.hidden = !names.length;
    this.input.setAttribute("aria-expanded", String(Boolean(names.length)));
    this.status.textContent = names.length ? this.dataset.found.replace("{count}", names.length) : "";
    this.choose(-1);
  }

  choose(place) {
    this.active = place;
    [...this.list.children].forEach((option, n) => option.setAttribute("aria-selected", String(n === place)));
    const option = this.list.children[place];
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
    option?.scrollIntoView({ block: "nearest" });
  }

  pressed(event) {
    const { key, isComposing } = event;
    const { length } = this.list.children;
    if (isComposing) return;
    if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!length) this.show(true);
      const last = this.list.children.length - 1;
      if (key === "ArrowDown") this.choose(this.active < last ? this.active + 1 : 0);
      else this.choose(this.active > 0 ? this.active - 1 : last);
    } else if (key === "Enter" && this.active >= 0) {
      event.preventDefault();
      this.accept(this.list.children[this.active].textContent);
    } else if (key === "Escape" && length) {
      event.preventDefault();
      this.show(false);
    }
  }

  accept(name) {
    const [start, end] = this.span;
    const after = this.input.value.slice(end).replace(/^,?\s*/, "");
    this.input.setRangeText(`${start ? " " : ""}${name}, ${after}`, start, this.input.value.length, "end");
    const cursor = this.input.value.length - after.length;
    this.input.setSelectionRange(cursor, cursor);
    this.input.dispatchEvent(new Event("input", { bubbles: true }));
    this.show(false);
  }
}

customElements.define("tag-field", TagField);

// <none-of-these> around check boxes: a choice that cannot stand beside others takes them back, and they take it back.

class NoneOfThese extends HTMLElement {
  connectedCallback() {
    // Before the form hears of it, so that what it saves is already right.
    this.addEventListener("input", ({ target }) => target.checked && this.chosen(target));
  }

  chosen(box) {
    const alone = "exclusive" in box.dataset;
    for (const other of this.querySelectorAll("[type=checkbox]")) {
      if (other !== box && (alone || "exclusive" in other.dataset)) other.checked = false;
    }
  }
}

customElements.define("none-of-these", NoneOfThese);

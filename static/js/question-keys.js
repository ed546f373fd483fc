// <question-keys> around a questionnaire's form: 1 to 9 chooses in the row one is at and goes on to the next row; Enter
// continues.

class QuestionKeys extends HTMLElement {
  connectedCallback() {
    this.addEventListener("keydown", (event) => this.pressed(event));
    // Pressed anywhere on the page, as long as nothing else wants the key; the heading has the focus at first.
    this.elsewhere = (event) => event.target.matches("body, h1") && this.pressed(event);
    document.addEventListener("keydown", this.elsewhere);
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this.elsewhere);
  }

  get rows() {
    return [...this.querySelectorAll(".choices")].filter((row) => row.querySelector("input[type=radio]"));
  }

  pressed(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])")) return;
    if (event.key === "Enter" && !event.target.closest("a, button, summary")) {
      event.preventDefault();
      this.querySelector("form").requestSubmit(this.querySelector(".button.main"));
    }
    if (/^[1-9]$/.test(event.key)) this.choose(Number(event.key), event);
  }

  choose(number, event) {
    const rows = this.rows;
    const here = event.target.closest?.(".choices");
    const row = rows.includes(here) ? here : rows.find((one) => !one.querySelector(":checked"));
    const choice = row?.querySelectorAll("input[type=radio]")[number - 1];
    if (!choice) return;
    event.preventDefault();
    choice.checked = true;
    choice.dispatchEvent(new Event("input", { bubbles: true }));
    choice.dispatchEvent(new Event("change", { bubbles: true }));
    const next = rows[rows.indexOf(row) + 1];
    (next?.querySelector(":checked") ?? next?.querySelector("input") ?? choice).focus();
  }
}

customElements.define("question-keys", QuestionKeys);

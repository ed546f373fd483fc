// <print-page>: its button prints the page. Without script the button is hidden, and the browser's own command does it.
class PrintPage extends HTMLElement {
  connectedCallback() {
    this.querySelector("button").addEventListener("click", () => print());
  }
}
customElements.define("print-page", PrintPage);

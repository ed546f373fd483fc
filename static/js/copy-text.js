// <copy-text for="id" done="Copied">: its button copies the text of an element. Hidden without script.
class CopyText extends HTMLElement {
  connectedCallback() {
    const button = this.querySelector("button");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(document.getElementById(this.getAttribute("for")).textContent.trim());
      this.querySelector("[role=status]").textContent = this.getAttribute("done");
    });
  }
}
customElements.define("copy-text", CopyText);

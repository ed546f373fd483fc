// <word-count for="id_body">Words: <span>0</span></word-count> counts along, when the fingers rest.

const REST = 200;

class WordCount extends HTMLElement {
  connectedCallback() {
    if (this.field) return;
    this.field = document.getElementById(this.getAttribute("for"));
    this.number = this.querySelector("span");
    this.segments = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
    this.field.addEventListener("input", () => { this.rest ??= setTimeout(() => this.count(), REST); });
    this.count();
  }

  count() {
    this.rest = undefined;
    let words = 0;
    for (const { isWordLike } of this.segments.segment(this.field.value)) if (isWordLike) words += 1;
    this.number.textContent = words;
  }
}

customElements.define("word-count", WordCount);

// <word-count for="id_body">Words: <span>0</span></word-count> counts along.

class WordCount extends HTMLElement {
  connectedCallback() {
    const field = document.getElementById(this.getAttribute("for"));
    const number = this.querySelector("span");
    const segments = new Intl.Segmenter(document.documentElement.lang, { granularity: "word" });
    const count = () => {
      let words = 0;
      for (const { isWordLike } of segments.segment(field.value)) if (isWordLike) words += 1;
      number.textContent = words;
    };
    field.addEventListener("input", count);
    count();
  }
}

customElements.define("word-count", WordCount);

// <add-photos action="/entries/…/photos/"> on the sheet: choose, drop or paste photos; they are added one after the other.
//
// Each is posted with the fields of its sheet that begin an entry (owner, page, about_on), after the words were saved: the
// first thing of a sheet begins its entry, be it a word or a photo. The header X-Autosave asks for JSON:
//
//   200 {html}             added; html are the small pictures of the entry
//   4xx {error}            a sentence, shown beside the file
//   401, 423               signed out, locked: the file waits here and can be tried again
//
// No name of a file is sent, and nothing is kept in the browser.

const HEADERS = { "X-Autosave": "1", Accept: "application/json" };
const FIELDS = ["csrfmiddlewaretoken", "owner", "page", "about_on"];
const PATIENCE = 180000;

class AddPhotos extends HTMLElement {
  waiting = [];
  armed = true;

  connectedCallback() {
    if (this.input) return;
    this.input = this.querySelector("input");
    this.list = this.querySelector(".uploads");
    this.line = this.querySelector("[role=status]");
    this.say = this.dataset;
    this.sheet = this.closest("form");

    // A file that is chosen is no word that is written.
    this.addEventListener("input", (event) => event.stopPropagation());
    this.input.addEventListener("change", () => { this.add(this.input.files); this.input.value = ""; });
    this.sheet.addEventListener("paste", (event) => this.pasted(event));
    for (const kind of ["dragover", "dragleave", "drop"]) this.sheet.addEventListener(kind, (event) => this.dragged(event));

    window.addEventListener("beforeunload", (event) => this.busy && this.armed && event.preventDefault());
    document.addEventListener("notes:disarm", () => this.stop());
    document.addEventListener("notes:empty", () => this.stop());
    document.addEventListener("notes:told", ({ detail }) => ["lock", "out"].includes(detail) && this.stop());
  }

  // Text that was copied along with its picture is meant as text.
  pasted(event) {
    const { files, types } = event.clipboardData;
    if (!files.length || types.includes("text/plain")) return;
    event.preventDefault();
    this.add(files);
  }

  dragged(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    this.sheet.classList.toggle("dropping", event.type === "dragover");
    if (event.type === "drop") this.add(event.dataTransfer.files);
  }

  add(files) {
    for (const file of files) this.waiting.push(this.row(file));
    this.next();
  }

  async next() {
    if (this.busy) return;
    this.armed = true;
    for (let row; (row = this.waiting.shift()); ) {
      this.busy = true;
      await this.upload(row);
    }
    this.busy = false;
  }

  async upload(row) {
    if (row.file.size > this.say.bytes) return this.refused(row, this.say.tooLarge);
    if (row.file.type && !this.input.accept.split(",").includes(row.file.type) && !/hei[cf]$/.test(row.file.type)) {
      return this.refused(row, this.say.wrongType);
    }
    this.show(row, this.say.adding);
    const saves = [];
    document.dispatchEvent(new CustomEvent("notes:save", { detail: saves }));
    await Promise.all(saves);
    const { status, answer } = await this.send(row);
    if (status === 200) return this.added(row, answer);
    if (answer.error) return this.refused(row, answer.error);
    return this.refused(row, { 401: this.say.signedOut, 423: this.say.locked, stopped: this.say.stopped }[status] ?? this.say.failed, true);
  }

  send(row) {
    const body = new FormData();
    for (const name of FIELDS) body.append(name, this.sheet.elements[name]?.value ?? "");
    body.append("photo", row.file, "photo");
    return new Promise((resolve) => {
      const request = new XMLHttpRequest(); // fetch does not tell how far it is
      request.open("POST", this.getAttribute("action"));
      for (const [name, value] of Object.entries(HEADERS)) request.setRequestHeader(name, value);
      request.responseType = "json";
      request.timeout = PATIENCE;
      request.upload.addEventListener("progress", ({ loaded, total }) => {
        row.progress.max = total;
        row.progress.value = loaded;
        if (loaded === total) { row.progress.removeAttribute("value"); this.show(row, this.say.drawing); }
      });
      request.addEventListener("load", () => resolve({ status: request.status, answer: request.response ?? {} }));
      request.addEventListener("abort", () => resolve({ status: "stopped", answer: {} }));
      for (const kind of ["error", "timeout"]) request.addEventListener(kind, () => resolve({ status: 0, answer: {} }));
      this.request = request;
      request.send(body);
    });
  }

  added(row, { html }) {
    this.querySelector("[data-thumbnails]").innerHTML = html;
    this.line.textContent = this.say.added.replace("{name}", row.file.name);
    this.leaveOut(row);
    document.dispatchEvent(new CustomEvent("notes:saved"));
  }

  refused(row, why, again = false) {
    row.progress.remove();
    row.state.setAttribute("role", "alert");
    this.show(row, why);
    row.item.classList.add("has-error");
    const dismiss = this.button(this.say.dismiss, () => this.leaveOut(row));
    const retry = this.button(this.say.again, () => { this.leaveOut(row); this.add([row.file]); });
    row.item.append(...(again ? [retry, dismiss] : [dismiss]));
  }

  leaveOut({ item }) {
    const hadFocus = item.contains(document.activeElement);
    item.remove();
    this.list.hidden = !this.list.children.length;
    if (hadFocus) this.input.focus();
  }

  stop() {
    this.armed = false;
    this.request?.abort();
    for (const row of this.waiting.splice(0)) this.refused(row, this.say.stopped, true);
  }

  row(file) {
    const item = document.createElement("li");
    item.innerHTML = '<span class="name"></span> <span class="state"></span> <progress class="progress" max="1" value="0"></progress>';
    const [name, state, progress] = item.children;
    name.textContent = file.name;
    progress.setAttribute("aria-label", file.name);
    this.list.append(item);
    this.list.hidden = false;
    const row = { file, item, state, progress };
    this.show(row, this.say.waiting);
    return row;
  }

  button(word, click) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button quiet small";
    button.textContent = word;
    button.addEventListener("click", click);
    return button;
  }

  show(row, text) {
    if (row.state.textContent !== text) row.state.textContent = text;
  }
}

customElements.define("add-photos", AddPhotos);

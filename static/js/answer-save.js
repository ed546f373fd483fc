// <answer-save> around a section of a questionnaire: every answer saves itself, and no word typed here is lost.
//
// The form is posted to its own action with the headers `X-Autosave: 1` and `Accept: application/json`, one try after another,
// so that what was said last is what is kept.
//
//   200 {saved, html?}     kept; `saved` says so. html is the form anew, where an answer opened or closed questions.
//   400 {says}             something cannot be kept; the rest is. Continue shows where.
//   409 {says, reason}     "changed" or "trashed" elsewhere, or another "owner" is signed in: nothing was stored.
//   401, 423               signed out or locked: the form is posted as a whole page, which the server carries through the
//                          sign-in or unlock form. It comes back to this section.
//   No answer, or another status: tried again, at longer and longer intervals.
//
// Words that are not saved when the page is to be emptied wait in this window's memory, out of sight.

const AFTER_CHOICE = 300;
const AFTER_KEY = 1200;
const AT_LEAST = 4000;
const PATIENCE = 15000;
const KEEPALIVE_BYTES = 60000;
const HEADERS = { "X-Autosave": "1", Accept: "application/json" };

class AnswerSave extends HTMLElement {
  version = 0;
  kept = 0;
  failures = 0;
  armed = true;
  stopped = false;

  connectedCallback() {
    if (this.form) return;
    this.form = this.querySelector("form");
    this.form.addEventListener("input", (event) => this.changed(event));
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save({ last: true }));
    window.addEventListener("beforeunload", (event) => this.unsaved && this.armed && event.preventDefault());
    window.addEventListener("online", () => this.failures && this.save());
    document.addEventListener("notes:disarm", () => { this.armed = false; this.stopped = true; });
    document.addEventListener("notes:save", (event) => event.detail.push(this.save()));
    document.addEventListener("notes:veil", () => this.unsaved && this.veil());
    document.addEventListener("notes:told", (event) => this.told(event));
  }

  get unsaved() { return this.version !== this.kept; }

  get line() { return this.form.querySelector("[data-failed]"); }

  changed({ target }) {
    this.version += 1;
    if (this.stopped) return;
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), target.matches("[type=radio], [type=checkbox]") ? AFTER_CHOICE : AFTER_KEY);
    this.atLeast ??= setTimeout(() => this.save(), AT_LEAST);
  }

  // True when everything on the page is kept by the server.
  async save({ last = false } = {}) {
    this.forgetTimers();
    while (this.flight && !last) await this.flight;
    if (!this.unsaved) return true;
    if (this.stopped) return false;
    const flight = this.send(last).catch(() => this.failed());
    this.flight = flight;
    const saved = await flight;
    if (this.flight === flight) this.flight = null;
    return saved && !this.unsaved;
  }

  forgetTimers() {
    for (const timer of [this.pause, this.atLeast, this.again]) clearTimeout(timer);
    this.atLeast = undefined;
  }

  async send(last, secondTime = false) {
    const version = this.version;
    const body = new URLSearchParams(new FormData(this.form)).toString();
    const response = await fetch(this.form.getAttribute("action"), {
      method: "POST",
      headers: { ...HEADERS, "Content-Type": "application/x-www-form-urlencoded" },
      body,
      keepalive: last && body.length < KEEPALIVE_BYTES,
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE),
    });
    this.status = response.status;
    switch (response.status) {
      case 200: return this.wasKept(version, await response.json());
      case 400:
      case 409: return this.refused(await response.json());
      case 401:
        if (!secondTime && (await this.freshToken())) return this.send(false, true);
        return this.carry();
      case 423: return this.carry();
      default: return this.failed();
    }
  }

  async wasKept(version, { saved, html }) {
    this.kept = Math.max(this.kept, version);
    this.failures = 0;
    // What was chosen or typed since then is not drawn over: its own save brings the questions that belong to it.
    if (html && !this.unsaved && this.form.isConnected) {
      await window.htmx.swap({ sourceElement: this.form, target: this.form, swap: "outerMorph", text: html });
    }
    if (!this.unsaved) this.line.textContent = saved;
    document.dispatchEvent(new CustomEvent("notes:saved"));
    return true;
  }

  refused({ says, reason }) {
    this.failures = 0;
    this.reason = reason;
    this.line.textContent = says;
    if (this.waiting) this.veil(says);
    return false;
  }

  failed() {
    this.status = 0;
    this.failures += 1;
    this.line.textContent = this.line.dataset.failed;
    clearTimeout(this.again);
    this.again = setTimeout(() => this.save(), Math.min(1000 * 2 ** this.failures, 30000));
    return false;
  }

  // Continue and Back are posts of the whole form; without a network they would lead to an error page, and the words away.
  async submitted(event) {
    if (this.stopped || !this.unsaved) { this.leaving(); return; }
    event.preventDefault();
    const button = event.submitter;
    const saved = await this.save();
    if (!saved && !this.status) return;
    this.leaving();
    this.form.requestSubmit(button);
  }

  leaving() {
    this.armed = false;
    this.stopped = true;
    this.forgetTimers();
  }

  // The server answers the whole form with its own sign-in or unlock page, in which the words travel sealed.
  carry() {
    this.leaving();
    const here = document.createElement("input");
    Object.assign(here, { type: "hidden", name: "go", value: "here" });
    this.form.append(here);
    if (!this.form.isConnected) {
      this.form.hidden = true;
      document.body.append(this.form);
    }
    this.form.submit();
    return false;
  }

  told(event) {
    if (event.detail === "save") this.save();
    if (event.detail === "open" && this.waiting) this.resume();
    if (!this.unsaved || this.stopped) return;
    if (event.detail === "lock" || event.detail === "out") {
      event.preventDefault();
      this.veil();
    }
  }

  // Put the words out of sight, but not away, until the same person is back.
  veil(why = "") {
    const main = document.querySelector("main");
    if (!this.waiting) {
      this.waiting = document.createDocumentFragment();
      this.waiting.append(...main.childNodes);
    }
    const note = document.createElement("div");
    note.className = "sheet veil stack";
    note.innerHTML = '<p role="alert"></p><div class="actions"><button class="button main" type="button"></button></div>';
    note.querySelector("p").textContent = why || this.line.dataset.veiled;
    const button = note.querySelector("button");
    button.textContent = this.line.dataset.back;
    button.addEventListener("click", () => this.resume());
    main.replaceChildren(note);
    button.focus();
  }

  // Whoever is not the one who wrote it gets nothing to see: only the server knows who that is.
  async resume() {
    this.reason = "";
    await this.freshToken();
    if (await this.save()) { this.leaving(); location.reload(); return; }
    if (this.stopped || !this.status || this.reason === "owner" || !this.waiting) return;
    const { waiting } = this;
    this.waiting = null;
    document.querySelector("main").replaceChildren(waiting);
  }

  // The token of a session that began after this page was loaded stands in every page of it.
  async freshToken() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
      if (token) this.form.elements.csrfmiddlewaretoken.value = token;
      return Boolean(token);
    } catch {
      return false;
    }
  }
}

customElements.define("answer-save", AnswerSave);

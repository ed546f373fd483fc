// <auto-save unlock="/unlock" login="/accounts/login/"> around a writing form: saving that never lies.
//
// The form is posted to its own action, form-encoded, with the headers `X-Autosave: 1` and `Accept: application/json`.
// Fields it must hold besides the words: csrfmiddlewaretoken, owner, id, based_on (the revision last seen; empty at first),
// page (one random name per page load) and sequence (0; counts up with every try of this page load).
//
//   200 {revision, saved_at, csrf?}   kept. revision is the next based_on; saved_at is shown as it is ("14:02").
//   200 {revision, emptied: true}     nothing was written: an emptied entry keeps its last words until Save is pressed.
//   409 {reason: "changed", html}     another tab or device changed it, or threw it away ("trashed"). The server keeps these
//                                     words as a version of their own; html shows both and takes the place of the form.
//   409 {reason: "owner"}             somebody else is signed in: nothing was stored.
//   401 {reason: "signed_out"}        also the answer to a CSRF token of a session that is gone.
//   423 {reason: "locked"}
//   400 {errors: {field: [sentence]}} refused; the first sentence is shown. A 400 or 413 that is no JSON was too much to read.
//   No answer, or another status: tried again, at longer and longer intervals.
//
// After 401, 423 and 409 "owner" the words leave the document and wait in this window's memory. To unlock in place the
// password is posted to `unlock` as {password, csrfmiddlewaretoken} with the same headers: 200 {ok: true, csrf}, or 4xx
// {error: sentence}. After a sign-in in another tab the token is read from this page's own address. Then they are saved.
// Nothing is ever written to the browser's storage.
//
// `comforts` names the scripts that only make writing easier. They come when somebody begins to write, or at once where words
// stand already, so that a blank sheet waits for none of them.

const PAUSE = 1000;
const AT_LEAST = 4000;
const PATIENCE = 15000;
const SLOWEST = 10; // bytes a millisecond: a long text on a slow line gets the time it needs
const KEEPALIVE_BYTES = 60000;
const HEADERS = { "X-Autosave": "1", Accept: "application/json" };

class AutoSave extends HTMLElement {
  version = 0;
  kept = 0;
  tries = 0;
  armed = true;
  stopped = false;

  connectedCallback() {
    if (this.form) return;
    this.form = this.querySelector("form");
    this.line = this.querySelector("[data-save-state]");
    this.say = this.line.dataset;

    this.form.addEventListener("input", () => this.changed());
    this.form.addEventListener("submit", (event) => this.submitted(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save({ last: true }));
    window.addEventListener("beforeunload", (event) => this.unsaved && this.armed && event.preventDefault());
    window.addEventListener("online", () => this.failures && this.save());
    document.addEventListener("notes:disarm", () => { this.armed = false; this.stopped = true; });
    document.addEventListener("notes:save", (event) => event.detail.push(this.save()));
    document.addEventListener("notes:veil", () => this.unsaved && this.veil("locked"));
    document.addEventListener("notes:told", (event) => this.told(event));

    if ([...this.form.querySelectorAll("textarea")].some(({ value }) => value)) this.ease();
    for (const kind of ["pointerover", "pointerdown", "keydown", "input"]) {
      this.addEventListener(kind, () => this.ease(), { once: true, passive: true });
    }

    const first = this.querySelector("[data-first]");
    if (first && matchMedia("(hover: hover) and (pointer: fine)").matches) first.focus({ preventScroll: true });
  }

  ease() {
    const comforts = this.getAttribute("comforts")?.split(" ") ?? [];
    this.removeAttribute("comforts");
    for (const address of comforts) import(address).catch(() => {}); // one writes on without
  }

  get unsaved() { return this.version !== this.kept; }

  changed() {
    this.version += 1;
    if (this.stopped) return;
    this.show("writing");
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.save(), PAUSE);
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
    clearTimeout(this.pause);
    clearTimeout(this.atLeast);
    clearTimeout(this.again);
    this.atLeast = undefined;
  }

  // The field says how much it holds: [data-limit], in characters (what takes photos counts bytes).
  get tooLong() {
    return [...this.form.querySelectorAll(":is(input, textarea)[data-limit]")].some(
      ({ value, dataset }) => value.length > dataset.limit && [...value].length > dataset.limit,
    );
  }

  async send(last, secondTime = false) {
    if (this.tooLong) return this.refused(this.say.tooLong);
    const version = this.version;
    this.form.elements.sequence.value = String(++this.tries);
    const body = new URLSearchParams(new FormData(this.form)).toString();
    const response = await fetch(this.form.getAttribute("action") || location.href, {
      method: "POST",
      headers: { ...HEADERS, "Content-Type": "application/x-www-form-urlencoded" },
      body,
      keepalive: last && body.length < KEEPALIVE_BYTES,
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE + body.length / SLOWEST),
    });
    if ([400, 413].includes(response.status)) {
      const { errors } = await response.json().catch(() => ({}));
      return this.refused(errors ? Object.values(errors).flat()[0] : this.say.tooLong);
    }
    const answer = [200, 401, 409, 423].includes(response.status) ? await response.json() : {};
    switch (response.status) {
      case 200: return this.wasKept(version, answer);
      case 401:
        if (!secondTime && (await this.freshToken())) return this.send(false, true);
        return this.veil("signedOut");
      case 409: return answer.reason === "owner" ? this.veil("owner") : this.conflict(version, answer);
      case 423: return this.veil("locked");
      case 404: return this.refused(this.say.unreachable);
      default: return this.failed();
    }
  }

  wasKept(version, { revision, saved_at: time, csrf, emptied }) {
    this.form.elements.based_on.value = revision;
    if (csrf) this.setToken(csrf);
    this.kept = Math.max(this.kept, version);
    this.failures = 0;
    if (!this.unsaved) this.show(emptied ? "emptied" : "saved", { time });
    document.dispatchEvent(new CustomEvent("notes:saved"));
    return true;
  }

  refused(why = "") {
    this.show("refused", { why });
    return false;
  }

  failed() {
    this.failures = (this.failures ?? 0) + 1;
    this.show("failed");
    clearTimeout(this.again);
    this.again = setTimeout(() => this.save(), Math.min(1000 * 2 ** this.failures, 30000));
    return false;
  }

  conflict(version, { html }) {
    // Words that came while the answer was on its way go to the server too before the form makes room.
    if (this.version !== version) return this.send(false);
    this.kept = version;
    this.stopped = true;
    this.unveil();
    this.form.hidden = true;
    this.form.after(this.line);
    this.show("changed");
    const box = this.querySelector("[data-conflict]");
    box.innerHTML = html;
    box.querySelector("a, button")?.focus();
    return false;
  }

  // A click on the main button: first make sure that the words are kept, then go where the form goes.
  async submitted(event) {
    if (!this.unsaved || this.stopped) { this.armed = false; return; }
    event.preventDefault();
    const button = event.submitter;
    if (await this.save()) this.form.requestSubmit(button);
  }

  told(event) {
    if (event.detail === "save") this.save();
    if (event.detail === "open" && this.waiting) this.resume();
    if (!this.unsaved) return;
    if (event.detail === "lock") { event.preventDefault(); this.veil("locked"); }
    if (event.detail === "out") { event.preventDefault(); this.veil("signedOut"); }
  }

  // Put the words out of sight, but not away, until the same person is back.
  veil(kind) {
    if (this.waiting && this.veiled === kind) return false; // a half-typed password stays
    this.veiled = kind;
    const main = document.querySelector("main");
    if (!this.waiting) {
      this.waiting = document.createDocumentFragment();
      this.waiting.append(...main.childNodes);
    }
    main.replaceChildren(kind === "locked" ? this.unlockForm() : this.signInNote(kind));
    main.querySelector("input, a")?.focus();
    return false;
  }

  unveil() {
    if (!this.waiting) return;
    document.querySelector("main").replaceChildren(this.waiting);
    this.waiting = null;
    this.querySelector("textarea")?.focus({ preventScroll: true });
  }

  unlockForm() {
    const form = document.createElement("form");
    form.className = "sheet veil";
    form.innerHTML = '<p></p><div class="field"><label for="veil-password"></label><input id="veil-password" name="password" type="password" autocomplete="current-password" required></div><p class="errorlist" role="alert"></p><div class="actions"><button class="button main"></button><a class="button quiet" target="_blank" rel="noopener"></a></div>';
    form.querySelector("p").textContent = this.say.locked;
    form.querySelector("label").textContent = this.say.password;
    form.querySelector("button").textContent = this.say.unlock;
    const link = form.querySelector("a"); // after a reset by mail it takes more than one field
    link.href = this.getAttribute("unlock");
    link.textContent = this.say.elsewhere;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      form.querySelector("[role=alert]").textContent = (await this.unlock(form.elements.password.value)) ?? "";
    });
    return form;
  }

  signInNote(kind) {
    const note = document.createElement("div");
    note.className = "sheet veil";
    note.innerHTML = '<p role="alert"></p><div class="actions"><a class="button main" target="_blank" rel="noopener"></a><button class="button" type="button"></button></div>';
    note.querySelector("p").textContent = this.say[kind];
    const link = note.querySelector("a");
    link.href = this.getAttribute("login");
    link.textContent = this.say.signIn;
    const again = note.querySelector("button");
    again.textContent = this.say.again;
    again.addEventListener("click", () => this.resume());
    return note;
  }

  // Nothing when it worked, else the sentence that says why not.
  async unlock(password) {
    const body = new URLSearchParams({ password, csrfmiddlewaretoken: this.form.elements.csrfmiddlewaretoken.value });
    try {
      const response = await fetch(this.getAttribute("unlock"), { method: "POST", headers: HEADERS, body, redirect: "manual" });
      if (response.status === 401) { this.veil("signedOut"); return null; }
      const answer = await response.json();
      if (!response.ok) return answer.error ?? this.say.unreachable;
      if (answer.csrf) this.setToken(answer.csrf);
    } catch {
      return this.say.unreachable;
    }
    document.dispatchEvent(new CustomEvent("notes:tell", { detail: "open" }));
    if (await this.save()) this.unveil();
    return null;
  }

  async resume() {
    await this.freshToken();
    // Words out of sight come back only to whoever opened what was locked, whenever they were saved.
    if (await this.save()) this.unveil();
  }

  // The token of a session that began after this page was loaded stands in every page of it.
  async freshToken() {
    try {
      const response = await fetch(location.href, { headers: { Accept: "text/html" } });
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const token = page.querySelector("[name=csrfmiddlewaretoken]")?.value;
      if (token) this.setToken(token);
      return Boolean(token);
    } catch {
      return false;
    }
  }

  setToken(token) {
    for (const root of [document, this]) {
      for (const input of root.querySelectorAll("[name=csrfmiddlewaretoken]")) input.value = token;
    }
  }

  show(state, values = {}) {
    const text = (this.say[state] ?? "").replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
    this.line.dataset.state = state;
    if (this.line.textContent !== text) this.line.textContent = text;
  }
}

customElements.define("auto-save", AutoSave);

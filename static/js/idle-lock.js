// <idle-lock minutes="15"> around the Lock form: locks by hand, and by itself when nobody has done anything for a while.
// What was written is saved first; then every word leaves the document, in all tabs, and the server locks the vault.

const LOOK_EVERY = 5000;
const TELL_EVERY = 15000;
const WAIT_FOR_SAVES = 3000;

function say(name, detail) {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

class IdleLock extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    this.limit = Number(this.getAttribute("minutes")) * 60000;
    this.last = Date.now();
    this.told = 0;
    for (const kind of ["pointerdown", "keydown", "scroll", "wheel"]) {
      window.addEventListener(kind, () => this.active(), { passive: true, capture: true });
    }
    document.addEventListener("notes:saved", () => this.active());
    // Somebody who is busy in another tab is not idle here.
    document.addEventListener("notes:told", (event) => { if (event.detail === "active") this.last = Date.now(); });
    // A clock that was asleep with the machine is looked at as soon as it wakes.
    document.addEventListener("visibilitychange", () => this.look());
    this.clock = setInterval(() => this.look(), LOOK_EVERY);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.lock();
    });
  }

  active() {
    // Past the limit it is too late: the first key after a long while locks, whoever pressed it.
    if (this.look()) return;
    this.last = Date.now();
    if (this.last - this.told < TELL_EVERY) return;
    this.told = this.last;
    say("notes:tell", "active");
  }

  look() {
    const idle = Date.now() - this.last >= this.limit;
    if (idle) this.lock();
    return idle;
  }

  async lock() {
    if (this.locking) return;
    this.locking = true;
    clearInterval(this.clock);
    const saves = [];
    say("notes:tell", "save");
    say("notes:save", saves);
    const late = new Promise((resolve) => setTimeout(resolve, WAIT_FOR_SAVES, [false]));
    const saved = (await Promise.race([Promise.all(saves), late])).every(Boolean);
    const body = new URLSearchParams(new FormData(this.form));
    const address = this.form.action;
    // Words that could not be saved wait in this window's memory; all others are gone before the server is asked.
    if (!saved) say("notes:veil");
    else say("notes:empty");
    const post = fetch(address, { method: "POST", body, redirect: "manual", keepalive: true });
    const reached = await post.then(() => true, () => false);
    say("notes:tell", "lock");
    // Without a network nobody could tell the server: what waits is saved and locked as soon as there is one.
    if (!reached) window.addEventListener("online", () => { this.locking = false; this.lock(); }, { once: true });
    else if (saved) location.reload();
  }
}

customElements.define("idle-lock", IdleLock);

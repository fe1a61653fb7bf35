// The connection: found again whenever it is lost; what was not confirmed is sent again under its key.

import { language } from "./text.js";

const WAITS = [300, 1000, 2000, 4000, 8000, 15000];
const SILENCE = 12000;

export class Connection extends EventTarget {
  #ws = null;
  #tries = 0;
  #timer = null;
  #ready = false;
  #closed = false;
  #heard = 0;
  #change = null;
  #unconfirmed = new Map();

  constructor() {
    super();
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.#drop());
    document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && this.now());
    setInterval(() => this.#watch(), 3000);
  }

  get ready() {
    return this.#ready;
  }

  open() {
    clearTimeout(this.#timer);
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const after = this.#change === null ? "" : `&after=${this.#change}`;
    const ws = (this.#ws = new WebSocket(`${scheme}//${location.host}/chat/ws?lang=${language}${after}`));
    this.#heard = performance.now();
    ws.addEventListener("message", (event) => ws === this.#ws && this.#got(JSON.parse(event.data)));
    ws.addEventListener("close", (event) => ws === this.#ws && this.#lost(event.code));
  }

  // Somebody looks at the page again, or the network is back: no more waiting.
  now() {
    if (this.#closed || this.#ready) return;
    if (this.#ws && this.#ws.readyState <= WebSocket.OPEN) return; // it is on its way, or is being greeted
    this.#tries = 0;
    this.open();
  }

  // A frame with a key is kept until it is confirmed; one without is sent if it can be, and forgotten.
  send(frame) {
    if (frame.key) this.#unconfirmed.set(frame.key, frame);
    if (this.#ready) this.#write(frame);
  }

  again(key) {
    const frame = this.#unconfirmed.get(key);
    if (frame && this.#ready) this.#write(frame);
  }

  forget(key) {
    this.#unconfirmed.delete(key);
  }

  #write(frame) {
    const { sentAt, ...plain } = frame;
    frame.sentAt = performance.now();
    this.#ws.send(JSON.stringify(plain));
  }

  #got(frame) {
    this.#heard = performance.now();
    if ("change" in frame) this.#change = Math.max(this.#change ?? 0, frame.change);
    if (frame.hello && !frame.hello.again) this.#change = null;
    if (frame.history && "change" in frame) this.#change = frame.change;
    if (frame.got) this.#unconfirmed.delete(frame.got);
    if (frame.ready) {
      this.#ready = true;
      this.#tries = 0;
      this.#unconfirmed.forEach((waiting) => this.#write(waiting));
    }
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #lost(code) {
    const was = this.#ready;
    this.#ready = false;
    this.#closed = code === 4001;
    this.dispatchEvent(new CustomEvent("lost", { detail: { was, left: this.#closed } }));
    if (this.#closed) return;
    const wait = WAITS[Math.min(this.#tries++, WAITS.length - 1)];
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.open(), wait * (0.7 + Math.random() * 0.6));
  }

  // A line that is dead without saying so shows itself by an answer that does not come.
  #watch() {
    if (!this.#ws || this.#ws.readyState > WebSocket.OPEN) return;
    const now = performance.now();
    const asked = [...this.#unconfirmed.values()].map((frame) => frame.sentAt ?? now);
    const oldest = this.#ready ? Math.min(now, ...asked) : this.#heard;
    if (now - oldest > SILENCE && now - this.#heard > SILENCE) {
      this.#drop();
    }
  }

  // The browser may take long to notice what we know already.
  #drop() {
    const ws = this.#ws;
    if (!ws || this.#closed) return;
    this.#ws = null;
    ws.close();
    this.#lost(1006);
  }
}

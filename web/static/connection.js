// The connection: reconnects whenever it is lost, and resends unconfirmed frames under their keys.

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

  // Reconnects at once, when the page is visible again or the network is back.
  now() {
    if (this.#closed || this.#ready) return;
    if (this.#ws && this.#ws.readyState <= WebSocket.OPEN) return; // connecting, or being greeted
    this.#tries = 0;
    this.open();
  }

  // Keeps a frame with a key until it is confirmed; one without a key is sent if possible, and forgotten.
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

  // Detects a connection that died silently: an answer does not come.
  #watch() {
    if (!this.#ws || this.#ws.readyState > WebSocket.OPEN) return;
    const now = performance.now();
    const asked = [...this.#unconfirmed.values()].map((frame) => frame.sentAt ?? now);
    const oldest = this.#ready ? Math.min(now, ...asked) : this.#heard;
    if (now - oldest > SILENCE && now - this.#heard > SILENCE) {
      this.#drop();
    }
  }

  // Does not wait for the browser, which may take long to notice that the connection is dead.
  #drop() {
    const ws = this.#ws;
    if (!ws || this.#closed) return;
    this.#ws = null;
    ws.close();
    this.#lost(1006);
  }
}

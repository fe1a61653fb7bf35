// The list of messages: in order, without repeats, and without moving what is being read.

import { legible, makeLegible } from "./glyphs.js";
import { dayOf, formatted, make, safeAddress, say, sizeOf, timeOf } from "./text.js";

const NEAR = 96;
const PREVIEWS = 20;
const PICTURE = /^image\/(png|jpeg)$/;
const byId = (id) => document.getElementById(id);

export class Messages {
  #list = byId("messages");
  #scroller = byId("scroller");
  #earlier = byId("earlier");
  #newest = byId("newest");
  #above = byId("above");
  #fresh = null;
  #below = 0;
  #typing = byId("typing");
  #typingTimer = null;
  #busy = new Map();
  #bottom = true;

  #previews = new Map();

  // acts: press(data, message), say(text) return a key; command(text), earlier(id), fill(lines), cancel(key), scrolled()
  constructor(acts) {
    this.acts = acts;
    this.#earlier.addEventListener("click", () => acts.earlier(this.firstId));
    this.#newest.addEventListener("click", () => this.toBottom());
    this.#above.addEventListener("click", () => this.#fresh?.scrollIntoView({ block: "start" }));
    this.#scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    new ResizeObserver(() => this.#bottom && this.toBottom()).observe(this.#scroller);
  }

  get firstId() {
    return Number(this.#list.querySelector("li[data-id]")?.dataset.id ?? 0);
  }

  get lastId() {
    return Math.max(0, ...[...this.#list.querySelectorAll("li[data-id]")].map((item) => Number(item.dataset.id)));
  }

  get empty() {
    return this.#list.children.length === 0;
  }

  get atBottom() {
    return this.#bottom;
  }

  clear() {
    this.#list.querySelectorAll("li:not(.pending)").forEach((item) => item.remove());
    this.#fresh = null;
  }

  // Adds messages of the history. Earlier ones are put above, without moving what is being read.
  history(messages, more, before) {
    const height = this.#scroller.scrollHeight;
    for (const message of messages) this.#place(message);
    this.#earlier.hidden = !more;
    this.#tidy();
    if (before) {
      this.#scroller.scrollTop += this.#scroller.scrollHeight - height;
      if (!more) this.#list.querySelector("li[data-id]")?.focus({ preventScroll: true });
    } else this.toBottom();
  }

  // Shows a new or changed message. One above the loaded history is left for the earlier ones.
  put(message) {
    if (!this.#earlier.hidden && message.id < this.firstId) return;
    const isNew = !this.#item(message.id);
    this.typing(false);
    this.#place(message);
    this.#tidy();
    if (isNew) this.#follow(message.mine);
    else if (this.#bottom) this.toBottom();
  }

  // Marks what the service said after message `since` as new, and returns how many messages that is.
  mark(since) {
    this.unmark();
    const fresh = [...this.#list.querySelectorAll("li.theirs[data-id]")].filter((item) => Number(item.dataset.id) > since);
    if (fresh.length === 0) return 0;
    this.#fresh = make("li", { class: "fresh" }, make("span", {}, say("fresh", { count: fresh.length })));
    const day = fresh[0].previousElementSibling;
    (day?.classList.contains("day") ? day : fresh[0]).before(this.#fresh);
    if (this.#bottom) this.toBottom();
    this.#look();
    return fresh.length;
  }

  unmark() {
    this.#fresh?.remove();
    this.#fresh = null;
    this.#look();
  }

  remove(id) {
    this.#item(id)?.remove();
    this.#tidy();
  }

  // Shows what the person just sent, until the service confirms it.
  pend(key, content) {
    const item = make("li", { class: "message mine pending", "data-key": key });
    this.#fill(item, { mine: true, ...content });
    item.append(make("p", { class: "state" }, say("sending")));
    this.#list.append(item);
    this.#tidy();
    this.#follow(true);
    return item;
  }

  pending(key) {
    return [...this.#list.querySelectorAll("li.pending")].find((item) => item.dataset.key === key) ?? null;
  }

  state(key, text, actions = []) {
    const state = this.pending(key)?.querySelector(".state");
    if (!state) return;
    state.replaceChildren(text, ...actions.map(([label, act]) => {
      const button = make("button", { type: "button" }, label);
      button.addEventListener("click", act);
      return button;
    }));
    state.closest("li").classList.toggle("stuck", actions.length > 0);
    if (this.#bottom) this.toBottom();
  }

  progress(key, fraction) {
    const item = this.pending(key);
    if (!item) return;
    let bar = item.querySelector("progress");
    if (!bar && fraction < 1) {
      bar = make("progress", { max: "1" });
      const cancel = make("button", { type: "button", class: "cancel" }, say("cancel"));
      cancel.addEventListener("click", () => this.acts.cancel(key));
      item.querySelector(".state").before(make("div", { class: "way" }, bar, cancel));
    }
    const percent = Math.floor(fraction * 100);
    if (bar) {
      bar.value = fraction;
      bar.setAttribute("aria-label", say("uploading", { percent }));
    }
    this.state(key, fraction < 1 ? say("uploading", { percent }) : say("sending"));
    if (fraction >= 1) item.querySelector(".way")?.remove();
  }

  // Shows a picture being sent from the person's own device, since the service returns uploads to nobody.
  async preview(key, file) {
    if (!PICTURE.test(file.type)) return;
    const bitmap = await createImageBitmap(file, { resizeWidth: 480 }).catch(() => null);
    if (!bitmap) return;
    const canvas = make("canvas", { class: "preview", "aria-hidden": "true" });
    canvas.width = bitmap.width;
    canvas.height = bitmap.height;
    canvas.getContext("2d").drawImage(bitmap, 0, 0);
    this.#previews.set(key, canvas);
    if (this.#previews.size > PREVIEWS) this.#previews.delete(this.#previews.keys().next().value);
    this.#list.querySelector(`li[data-key="${key}"] .file`)?.before(canvas);
    if (this.#bottom) this.toBottom();
  }

  confirmed(key) {
    this.pending(key)?.remove();
    this.#free(key);
    this.typing(false);
    this.#tidy();
  }

  missed(key) {
    this.#free(key);
  }

  typing(on) {
    clearTimeout(this.#typingTimer);
    this.#typing.hidden = !on;
    if (!on) return;
    this.#typingTimer = setTimeout(() => this.typing(false), 20000);
    if (this.#bottom) this.toBottom();
  }

  toBottom() {
    this.#scroller.scrollTop = this.#scroller.scrollHeight;
    this.#bottom = true;
    this.#newest.hidden = true;
    this.#count(0);
    this.#look();
  }

  #count(below) {
    this.#below = below;
    this.#newest.querySelector("b").textContent = below ? String(below) : "";
  }

  // Shows the button up to the new messages while their mark is out of sight.
  #look() {
    const top = this.#scroller.getBoundingClientRect().top;
    this.#above.hidden = !this.#fresh || this.#fresh.getBoundingClientRect().bottom > top;
  }

  #item(id) {
    return this.#list.querySelector(`li[data-id="${Number(id)}"]`);
  }

  #place(message) {
    const waiting = message.key ? this.pending(message.key) : null;
    const old = this.#item(message.id);
    const item = make("li", { class: `message ${message.mine ? "mine" : "theirs"}`, "data-id": String(message.id), tabindex: "-1" });
    item.dataset.day = dayOf(new Date(message.at));
    this.#fill(item, message);
    const focused = (old ?? waiting)?.contains(document.activeElement);
    if (old) old.replaceWith(item);
    else this.#list.insertBefore(item, this.#after(message.id));
    waiting?.remove();
    // The focused button may be gone: keep the focus in its message.
    if (focused) (item.querySelector("button") ?? item).focus({ preventScroll: true });
  }

  #after(id) {
    const items = [...this.#list.querySelectorAll("li.message")];
    let place = null;
    for (let index = items.length - 1; index >= 0; index -= 1) {
      if (items[index].dataset.id && Number(items[index].dataset.id) < id) break;
      place = items[index];
    }
    return place;
  }

  #fill(item, message) {
    const bubble = make("div", { class: "bubble" }, make("span", { class: "hidden" }, `${say(message.mine ? "you" : "bot")}: `));
    if (this.#previews.has(message.key)) bubble.append(this.#previews.get(message.key));
    if (message.file) bubble.append(this.#file(message.file));
    if (message.text) {
      const said = message.mine && message.text === "/start" ? say("start") : message.text; // sent by the start button
      const text = formatted(said, message.entities, message.mine ? null : this.acts.command);
      bubble.append(makeLegible(make("div", { class: "text", dir: "auto" }, text)));
    }
    item.append(bubble);
    const lines = message.mine ? null : message.entities?.find((one) => one.type === "pre");
    if (message.buttons || message.days || lines) item.append(this.#buttons(message, lines));
    if (message.at) {
      const moment = new Date(message.at);
      bubble.append(make("time", { datetime: message.at, title: `${dayOf(moment)} ${timeOf(moment)}` }, timeOf(moment)));
      if (message.mine) bubble.append(make("span", { class: "kept", "aria-hidden": "true" }, "✓"), make("span", { class: "hidden" }, say("sent")));
    }
  }

  #file(file) {
    const size = sizeOf(file.size);
    const kind = /\.([a-z0-9]{1,5})$/i.exec(file.name)?.[1] ?? "";
    const parts = [
      make("span", { class: "kind", "aria-hidden": "true" }, kind.slice(0, 4).toUpperCase() || "•"),
      make("span", { class: "name" }, file.name),
      make("span", { class: "size" }, size),
    ];
    const address = file.url && safeAddress(file.url);
    if (!address) return make("span", { class: "file" }, ...parts);
    const link = { href: address, download: "", "aria-label": say("download", { name: file.name, size }) };
    const chip = make("a", { class: "file", ...link }, ...parts);
    if (!file.width) return chip;
    const image = make("img", { src: address, alt: "", width: String(file.width), height: String(file.height), decoding: "async" });
    const picture = make("a", { class: "picture", ...link }, image);
    image.addEventListener("error", () => picture.replaceWith(chip));
    return picture;
  }

  // A calendar for the day, which can be typed as well: both send the same text.
  #days(days) {
    const input = make("input", { type: "date", required: true, ...(days.first ? { min: days.first } : {}), ...(days.last ? { max: days.last } : {}) });
    const form = make("form", { class: "days" }, make("label", {}, make("span", {}, say("day")), input), make("button", { class: "button" }, say("day_send")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#once(event.submitter, () => this.acts.say(input.value));
    });
    return form;
  }

  // A button that puts the lines to fill in into the input field.
  #lines(lines) {
    const button = make("button", { type: "button", class: "lines" }, say("fill"));
    button.addEventListener("click", () => this.acts.fill(lines));
    return make("div", { class: "row" }, button);
  }

  #buttons(message, lines) {
    const rows = (message.buttons ?? []).map((row) => make("div", { class: "row" }, ...row.map((one) => this.#button(one, message))));
    const fill = lines ? this.#lines(message.text.slice(lines.offset, lines.offset + lines.length)) : null;
    return make("div", { class: "buttons" }, message.days ? this.#days(message.days) : null, fill, ...rows);
  }

  #button(one, message) {
    if (one.url) {
      const address = safeAddress(one.url);
      const attributes = { class: "button", target: "_blank", rel: "noopener noreferrer" };
      if (address) attributes.href = address;
      return make("a", attributes, legible(one.text), make("span", { class: "out", "aria-hidden": "true" }, "↗"), make("span", { class: "hidden" }, say("opens")));
    }
    const button = make("button", { type: "button", class: "button", dir: "auto" }, legible(one.text));
    button.addEventListener("click", () => this.#once(button, () => this.acts.press(one.press, message.id)));
    return button;
  }

  // Ignores further presses of a button until the outcome of the first is known.
  #once(button, act) {
    if (button.getAttribute("aria-busy") === "true") return;
    button.setAttribute("aria-busy", "true");
    this.#busy.set(act(), button);
  }

  #free(key) {
    this.#busy.get(key)?.removeAttribute("aria-busy");
    this.#busy.delete(key);
  }

  #follow(own) {
    if (own || this.#bottom) this.toBottom();
    else {
      this.#newest.hidden = false;
      this.#count(this.#below + 1);
    }
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#scroller;
    this.#bottom = scrollHeight - scrollTop - clientHeight < NEAR;
    this.#newest.hidden = this.#bottom;
    if (this.#bottom) this.#count(0);
    this.#look();
    this.acts.scrolled();
  }

  // Puts each day above its first message, and mutes the buttons of all but the newest offer.
  #tidy() {
    this.#list.querySelectorAll("li.day").forEach((item) => item.remove());
    let day = null;
    let offer = null;
    for (const item of this.#list.querySelectorAll("li.message")) {
      if (item.dataset.day && item.dataset.day !== day) {
        day = item.dataset.day;
        item.before(make("li", { class: "day" }, make("span", {}, day)));
      }
      if (item.querySelector(".buttons")) {
        offer?.classList.add("older");
        item.classList.remove("older");
        offer = item;
      }
    }
  }
}

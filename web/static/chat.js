// The chat page: turns what the person does into frames, and frames into what the person sees.

import { Connection } from "./connection.js";
import { Files } from "./files.js";
import { install, uninstall } from "./install.js";
import { Messages } from "./messages.js";
import { make, say, sizeOf } from "./text.js";

const byId = (id) => document.getElementById(id);
const DOORS = { apply: "/apply", object: "/object", ask: "/status", question: "/ask" };
const RETRIES = [3000, 8000, 20000, 60000];

const connection = new Connection();
const text = byId("text");
const composer = byId("composer");
const banner = byId("banner");
const scroller = byId("scroller");
const title = document.title;
const sent = new Map(); // waiting for confirmation: key -> { file?, tries }
let limits = { file_limit: Infinity, text_limit: 4096 };
let unread = 0;
let seen = 0;
let installed = false;
let left = null; // the last message when the page was hidden
let lines = false; // whether the field holds lines to fill in
let held = null; // the last uploaded file, until it is known whether another follows
let wish = null; // the key of the text that a link sends for the person

const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

const messages = new Messages({
  press(data, message) {
    const key = newKey();
    tell(false);
    messages.unmark();
    sent.set(key, { tries: 0 });
    // "All files sent" does not overtake the file that is still going up.
    files.after(() => connection.send({ press: data, message, key }));
    return key;
  },
  command: (command) => sayText(command),
  say: (words) => sayText(words),
  fill: (lines) => fillIn(lines),
  cancel(key) {
    drop(key);
    text.focus();
  },
  earlier: (id) => connection.send({ earlier: id }),
  scrolled: () => noteSeen(),
});

const files = new Files({
  progress: (key, fraction) => messages.progress(key, fraction),
  done(key, upload) {
    messages.progress(key, 1);
    tell(true);
    held = { file: upload, key };
  },
  // No upload follows, so release the last file: files sent together get one answer.
  over: () => tell(false),
  stopped(key, sentence) {
    if (sentence) stuck(key, sentence, false);
    else messages.state(key, say("not_sent"), actions(key));
    if (!sentence && connection.ready) setTimeout(() => files.next(), 3000);
  },
});

// --- what the person does

function sayText(value, key = newKey()) {
  if (/^\/tip\s*$/i.test(value)) return void open(`/tip?lang=${document.documentElement.lang}`, "_blank", "noopener"); // this chat must not know
  tell(false);
  messages.unmark();
  sent.set(key, { tries: 0 });
  messages.pend(key, { text: value.replace(/^(\/start)\s.*/, "$1") });
  connection.send({ text: value, key });
  byId("welcome").hidden = true;
  return key;
}

// Sends the file held back. Each waits until it is known whether another follows, or the person says something else.
function tell(more) {
  if (held) connection.send({ ...held, ...(more ? { more } : {}) });
  held = null;
}

function sendFiles(list) {
  for (const file of list) {
    const most = Math.floor(limits.file_limit / 1048576);
    if (file.size > limits.file_limit) toast(say("too_large", { name: file.name, size: sizeOf(file.size), most }));
    else if (file.size === 0) toast(say("empty_file", { name: file.name }));
    else sendFile(file);
  }
  byId("welcome").hidden = true;
}

function sendFile(file) {
  const key = newKey();
  sent.set(key, { file, tries: 0 });
  messages.pend(key, { file: { name: file.name, size: file.size } });
  messages.progress(key, 0);
  messages.preview(key, file);
  files.add(key, file);
}

function submit() {
  const value = text.value;
  if (!value.trim() || tooLong(value)) return;
  sayText(value);
  text.value = "";
  lines = false;
  grow();
}

// Puts lines to fill in into the field, with the caret at the end of the first; Enter moves to the next.
function fillIn(block) {
  const start = text.value.trim() ? text.value.length + 1 : 0;
  text.value = start ? `${text.value}\n${block}` : block;
  lines = true;
  grow();
  text.focus();
  goTo(start);
}

// Moves the caret to the end of the line that contains `place`.
function goTo(place) {
  const end = text.value.indexOf("\n", place);
  const caret = end < 0 ? text.value.length : end;
  text.setSelectionRange(caret, caret);
}

function nextLine() {
  const end = lines ? text.value.indexOf("\n", text.selectionEnd) : -1;
  if (end >= 0) goTo(end + 1);
  return end >= 0;
}

function tooLong(value) {
  const long = value.length > limits.text_limit;
  byId("long").hidden = !long;
  if (long) byId("long").textContent = say("too_long", { length: value.length, most: limits.text_limit });
  return long;
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
  composer.classList.toggle("filled", text.value.trim() !== "");
}

function actions(key) {
  return [
    [say("again"), () => again(key)],
    [say("drop_it"), () => drop(key)],
  ];
}

function again(key) {
  messages.state(key, say("sending"));
  connection.again(key);
  files.next();
}

function drop(key) {
  sent.delete(key);
  if (held?.key === key) held = null;
  connection.forget(key);
  files.cancel(key);
  messages.confirmed(key);
}

function stuck(key, sentence, hopeful) {
  messages.state(key, sentence, hopeful ? actions(key) : [[say("drop_it"), () => drop(key)]]);
  if (!hopeful) connection.forget(key);
}

// --- what the service says

const frames = {
  hello(hello) {
    limits = hello;
    if (!hello.again) {
      messages.clear();
      left = hello.seen;
    }
    byId("welcome").hidden = !hello.new || !messages.empty;
  },
  history: (list, frame) => messages.history(list, frame.more, frame.before),
  ready() {
    if (!installed) install(toast);
    installed = true;
    setBanner(banner.classList.contains("shown") ? say("found") : "", false);
    scroller.setAttribute("aria-live", "polite");
    document.documentElement.dataset.connected = "yes";
    files.next();
    arrive();
    looked();
  },
  message(message) {
    messages.put(message);
    byId("welcome").hidden = true;
    if (!message.mine && document.visibilityState !== "visible") badge(unread + 1);
    noteSeen();
  },
  edit: (message) => messages.put(message),
  delete: (id) => messages.remove(id),
  toast: (sentence) => toast(sentence),
  typing: (on) => messages.typing(on),
  commands: (list) => showCommands(list),
  got(key) {
    heard(key);
    sent.delete(key);
    messages.confirmed(key);
  },
  missed: (key, frame) => missed(key, frame.why),
};

connection.addEventListener("frame", ({ detail: frame }) => {
  for (const name of Object.keys(frames)) if (name in frame) frames[name](frame[name], frame);
});

connection.addEventListener("lost", ({ detail }) => {
  delete document.documentElement.dataset.connected;
  messages.typing(false);
  if (detail.left) {
    messages.clear();
    setBanner(say("left"), true, make("a", { href: "/chat" }, say("anew")));
    composer.hidden = true;
  } else if (detail.was || banner.textContent === say("connecting")) setBanner(say("lost"), true);
});

function missed(key, why) {
  messages.missed(key);
  const waiting = sent.get(key);
  if (!waiting) {
    connection.forget(key);
    return;
  }
  if (why === "upload" && waiting.file) {
    connection.forget(key);
    files.add(key, waiting.file);
  } else if (why === "unreadable" || why === "upload") {
    stuck(key, say("not_sent"), false);
  } else {
    stuck(key, say("not_sent"), true);
    setTimeout(() => connection.again(key), why === "wait" ? 1500 : RETRIES[Math.min(waiting.tries++, RETRIES.length - 1)]);
  }
}

// --- a link brought the person here: its text is sent once, however often the page is reopened before the answer

function arrive() {
  if (wish) return;
  const asked = new URLSearchParams(location.search);
  const start = asked.get("start");
  const word = start && /^[A-Za-z0-9_-]{1,64}$/.test(start) ? `/start ${start}` : DOORS[asked.get("do")];
  if (!word) return;
  const [before, key] = JSON.parse(sessionStorage.getItem("wish") ?? "[]");
  wish = before === word ? key : newKey();
  sessionStorage.setItem("wish", JSON.stringify([word, wish]));
  sayText(word, wish);
}

function heard(key) {
  if (key !== wish) return;
  sessionStorage.removeItem("wish");
  history.replaceState(null, "", "/chat");
}

// --- banner, title, visibility, input

function setBanner(sentence, lasting, action = null) {
  clearTimeout(setBanner.timer);
  banner.replaceChildren(sentence, ...(action ? [" ", action] : []));
  banner.classList.toggle("shown", sentence !== "");
  banner.classList.toggle("good", !lasting);
  if (!lasting && sentence) setBanner.timer = setTimeout(() => setBanner("", false), 2500);
}

function toast(sentence) {
  const note = make("p", {}, sentence);
  byId("toasts").append(note);
  setTimeout(() => note.remove(), 4000 + sentence.length * 80);
}

function showCommands(list) {
  byId("commands").replaceChildren(...list.map(({ command, description }) => {
    const button = make("button", { type: "button" }, make("span", {}, description), make("code", {}, `/${command}`));
    button.addEventListener("click", () => {
      openPanel(false);
      sayText(`/${command}`);
    });
    return make("li", {}, button);
  }));
}

function openPanel(open) {
  byId("panel").hidden = !open;
  byId("more").setAttribute("aria-expanded", String(open));
}

function noteSeen() {
  if (document.visibilityState !== "visible" || !messages.atBottom) return;
  badge(0);
  clearTimeout(noteSeen.timer);
  noteSeen.timer = setTimeout(saySeen, 1200);
}

function saySeen() {
  const last = messages.lastId;
  if (last > seen && connection.ready && messages.atBottom) connection.send({ seen: (seen = last) });
}

// Shows the number of unseen messages in the tab's title and on the icon of the installed app.
function badge(count) {
  unread = count;
  document.title = count ? `(${count}) ${title}` : title;
  if (count) navigator.setAppBadge?.(count).catch(() => {});
  else navigator.clearAppBadge?.().catch(() => {});
}

// When the page becomes visible, marks what came meanwhile; when it is hidden, remembers the last message seen.
function looked() {
  if (document.visibilityState === "visible") {
    if (left !== null && connection.ready) {
      messages.mark(left);
      left = null;
    }
    noteSeen();
    return;
  }
  if (left === null) {
    saySeen();
    left = messages.lastId;
  } else if (connection.ready) badge(messages.mark(left));
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  submit();
});
text.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229) return;
  event.preventDefault();
  if (!nextLine()) submit();
});
text.addEventListener("input", () => {
  lines &&= text.value !== "";
  grow();
  tooLong(text.value);
});
text.addEventListener("paste", (event) => {
  if (event.clipboardData.files.length === 0) return;
  event.preventDefault();
  sendFiles(event.clipboardData.files);
});
byId("attach").addEventListener("click", () => byId("files").click());
byId("files").addEventListener("change", (event) => {
  sendFiles(event.target.files);
  event.target.value = "";
});
byId("start").addEventListener("click", () => {
  sayText("/start");
  scroller.focus({ preventScroll: true });
});
byId("more").addEventListener("click", () => openPanel(byId("panel").hidden));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || byId("panel").hidden) return;
  openPanel(false);
  byId("more").focus();
});
document.addEventListener("click", (event) => {
  if (!byId("panel").hidden && !event.target.closest("#panel, #more")) openPanel(false);
});
byId("leave").addEventListener("click", () => {
  openPanel(false);
  byId("leaving").showModal();
});
byId("leaving").addEventListener("submit", async (event) => {
  if (event.submitter.value !== "yes") return;
  const answer = await fetch("/chat/leave", { method: "POST" }).catch(() => null);
  if (answer?.ok) await uninstall();
  else toast(say("not_left"));
});
document.addEventListener("visibilitychange", looked);
addEventListener("pagehide", saySeen);

let dragged = 0;
const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
addEventListener("dragenter", (event) => {
  if (carriesFiles(event)) byId("drop").hidden = (dragged += 1) === 0;
});
addEventListener("dragleave", (event) => {
  if (carriesFiles(event)) byId("drop").hidden = (dragged -= 1) <= 0;
});
addEventListener("dragover", (event) => carriesFiles(event) && event.preventDefault());
addEventListener("drop", (event) => {
  if (!carriesFiles(event)) return;
  event.preventDefault();
  dragged = 0;
  byId("drop").hidden = true;
  sendFiles(event.dataTransfer.files);
});

// Some browsers let the keyboard cover the page: shrink the page instead, but not when the reader has zoomed in.
visualViewport?.addEventListener("resize", () => {
  if (visualViewport.scale > 1.01) return;
  document.body.style.height = `${visualViewport.height}px`;
  scrollTo(0, 0);
});

setTimeout(() => connection.ready || banner.textContent || setBanner(say("connecting"), true), 1500);
connection.open();

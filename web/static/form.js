// A form as a page: each field is saved as it is left. Without this script, the button saves the whole step.
const form = document.getElementById("form");
const told = document.getElementById("told");
const AGAIN = 5000;
const waiting = new Set();
let busy = false;
let leaving = false;
let released = Promise.resolve(); // settled unless a finger or the mouse is down: nothing may move under it
let release = () => {};

const holder = (key) => form.querySelector(`[data-key="${CSS.escape(key)}"]`);

function tell(key, words, wrong) {
  const box = holder(key);
  if (!box) return;
  box.querySelector(`#kept-${CSS.escape(key)}`).textContent = wrong ? "" : words;
  const place = box.querySelector(`#wrong-${CSS.escape(key)}`);
  if (place) place.textContent = wrong ?? "";
  for (const field of box.querySelectorAll("input:not([type=hidden]), textarea, select")) {
    if (wrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  told.textContent = wrong || words;
}

function body(key) {
  const data = new FormData();
  data.set("page", form.elements.page.value);
  data.set("do", "quiet");
  for (const field of holder(key).querySelectorAll("[name]")) {
    if (field.type === "file") for (const file of field.files) data.append(field.name, file);
    else if (field.type === "radio" || field.type === "checkbox") { if (field.checked) data.set(field.name, field.value); }
    else if (field.tagName !== "BUTTON") data.set(field.name, field.value);
  }
  return data;
}

async function keep() {
  if (busy || leaving) return;
  const [key] = waiting;
  if (key === undefined) return;
  waiting.delete(key);
  if (!holder(key)) return keep();
  busy = true;
  let pause = 0;
  tell(key, form.dataset.saving);
  try {
    const sends = holder(key).dataset.shape === "files";
    const answer = await fetch(form.action, { method: "POST", body: body(key) });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      tell(key, "", form.dataset.lost);
      return;
    }
    const { seen, wrong, asked, said, told: more } = await answer.json();
    await released;
    for (const [name, mark] of Object.entries(seen)) {
      // another field's mark says what that field was drawn with, so only this one's is new
      if (name === key && holder(name)) form.elements[`seen.${name}`].value = mark;
    }
    tell(key, [said, ...more].join(" "), wrong[key]);
    const drawn = [...form.querySelectorAll("[data-key]")].map((box) => box.dataset.key);
    if (sends && !wrong[key]) holder(key).querySelector("input[type=file]").value = "";
    if (sends || asked.join() !== drawn.join() || more.length) await draw(key, sends || more.length > 0, [said, ...more].join(" "), wrong[key]);
  } catch {
    waiting.add(key);
    tell(key, form.dataset.waiting);
    pause = AGAIN;
  } finally {
    busy = false;
    if (waiting.size) setTimeout(keep, pause);
    else form.removeAttribute("aria-busy");
  }
}

// The step as it is asked by now; fields that are drawn already stay, with what is typed in them and where the cursor is.
async function draw(key, anew, said, wrong) {
  const answer = await fetch(form.action);
  if (!answer.ok) return;
  const text = await answer.text();
  await released;
  const page = new DOMParser().parseFromString(text, "text/html");
  const list = document.getElementById("questions");
  const fresh = page.getElementById("questions");
  if (!fresh) return;
  const focus = document.activeElement;
  const old = new Map([...list.children].map((box) => [box.dataset.key, box]));
  let last = null;
  for (const box of [...fresh.children]) {
    const there = old.get(box.dataset.key);
    const used = there && (there.contains(focus) || waiting.has(box.dataset.key));
    const again = there && !(anew && box.dataset.key === key) && !options(there, box) && (used || mark(there) === mark(box));
    const kept = again ? there : document.adoptNode(box);
    old.delete(box.dataset.key);
    if (kept !== there && there) there.replaceWith(kept);
    if (last === null ? list.firstElementChild !== kept : last.nextElementSibling !== kept) {
      if (last === null) list.prepend(kept);
      else last.after(kept);
    }
    last = kept;
  }
  for (const box of old.values()) box.remove();
  tell(key, said, wrong);
  if (focus?.isConnected) focus.focus();
  else document.getElementById(focus?.id)?.focus();
}

const mark = (box) => box.querySelector("[name^='seen.']").value;

// Whether the choices of a question are not those that were drawn.
function options(one, other) {
  const values = (box) => [...box.querySelectorAll("input[type=radio], option")].map((each) => each.value).join("\n");
  return values(one) !== values(other);
}

form.addEventListener("change", (event) => {
  const box = event.target.closest("[data-key]");
  if (!box) return;
  waiting.add(box.dataset.key);
  form.setAttribute("aria-busy", "true");
  keep();
});
addEventListener("pointerdown", () => {
  released = new Promise((settle) => { release = settle; });
});
for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(release, 50));
form.addEventListener("submit", () => {
  leaving = true;
});
addEventListener("pageshow", () => {
  leaving = false;
});
addEventListener("beforeunload", (event) => {
  if (!leaving && (waiting.size || busy)) event.preventDefault();
});

// A score sheet: saves while typing, adds up, moves down with Enter. Without this script, the buttons save and lock.
const form = document.getElementById("sheet");
const kept = document.getElementById("kept");
const sum = document.getElementById("sum");
const points = [...form.querySelectorAll(".points")];
const fields = [...form.querySelectorAll(".points, textarea")];
const sent = new Map(fields.map((field) => [field, field.defaultValue]));
const PAUSE = 800;
const AGAIN = 5000;
let timer = 0;
let busy = false;
let leaving = false;

const changed = () => fields.filter((field) => field.value !== sent.get(field));

function add() {
  const given = points.map((field) => field.value.normalize("NFKC").trim()).filter((text) => /^\d+$/.test(text));
  const values = { given: given.length, count: points.length, points: given.reduce((one, text) => one + Number(text), 0) };
  values.total = form.querySelector("tfoot .most").textContent;
  sum.textContent = sum.dataset.said.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

function tell(field, words) {
  document.getElementById(`wrong-${field.name}`).textContent = words ?? "";
  if (words) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
}

function later(pause) {
  clearTimeout(timer);
  timer = setTimeout(keep, pause);
}

async function keep() {
  const now = changed();
  if (busy || leaving || now.length === 0) return;
  busy = true;
  kept.textContent = form.dataset.saving;
  const typed = new Map(now.map((field) => [field, field.value]));
  const body = new URLSearchParams({ page: form.elements.page.value, do: "quiet" });
  typed.forEach((text, field) => body.set(field.name, text));
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) {
      kept.textContent = form.dataset.lost;
      return;
    }
    const { seen, wrong, said } = await answer.json();
    form.elements.seen.value = seen;
    typed.forEach((text, field) => {
      sent.set(field, text);
      if (field.value === text) tell(field, wrong[field.name]);
    });
    kept.textContent = said;
    if (changed().length > 0) later(0);
  } catch {
    kept.textContent = form.dataset.waiting;
    later(AGAIN);
  } finally {
    busy = false;
  }
}

function step(field, by) {
  const next = points[points.indexOf(field) + by] ?? (by > 0 ? form.elements.overall : null);
  next?.focus();
  next?.select?.();
}

form.addEventListener("input", () => {
  add();
  later(PAUSE);
});
form.addEventListener("change", () => later(0));
form.addEventListener("keydown", (event) => {
  if (event.isComposing || !points.includes(event.target)) return;
  const by = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  step(event.target, by);
});
form.addEventListener("submit", () => {
  leaving = true;
});
addEventListener("beforeunload", (event) => {
  if (!leaving && changed().length > 0) event.preventDefault();
});
const first = form.querySelector("[aria-invalid]") ?? points.find((field) => field.value === "") ?? points[0];
if (matchMedia("(pointer: fine)").matches) first?.focus(); // on a phone the keyboard would cover the sheet

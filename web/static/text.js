// Text and formatting: texts become DOM nodes, never markup.

const body = document.body;
export const language = body.dataset.language;
const sentences = JSON.parse(body.dataset.sentences);
const locale = language === "zh" ? "zh-CN" : "en";
const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", hour12: false });
const calendar = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", day: "numeric", weekday: "short" });

export function say(name, values = {}) {
  return sentences[name].replace(/\{(\w+)\}/g, (place, key) => (key in values ? values[key] : place));
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "class") element.className = value;
    else if (name in element && typeof value !== "string") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

export const timeOf = (moment) => clock.format(moment);

export function dayOf(moment) {
  const midnight = (date) => new Date(date.getFullYear(), date.getMonth(), date.getDate());
  const days = Math.round((midnight(new Date()) - midnight(moment)) / 86400000);
  if (days === 0) return say("today");
  if (days === 1) return say("yesterday");
  return calendar.format(moment);
}

export function sizeOf(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1048576) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1048576).toFixed(1)} MB`;
}

// Makes addresses and commands in the service's texts clickable even if they are not marked as entities.
const FOUND = /https?:\/\/[^\s<>"'，。；：、！？（）【】「」《》]+|(?<![\w/:.])\/[a-z_]{2,32}(?![\w/.])/g;

const FONTS = ["bold", "italic", "underline", "strikethrough", "blockquote", "expandable_blockquote"];

function found(text, marked) {
  const taken = marked.filter((one) => !FONTS.includes(one.type));
  const free = (start, end) => taken.every((one) => end <= one.offset || start >= one.offset + one.length);
  return [...text.matchAll(FOUND)]
    .filter((match) => free(match.index, match.index + match[0].length))
    .map((match) => ({ type: match[0][0] === "/" ? "bot_command" : "url", offset: match.index, length: match[0].length }));
}

const PLAIN = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre", blockquote: "blockquote", expandable_blockquote: "blockquote" };

export function safeAddress(address) {
  try {
    const url = new URL(address, location.href);
    return ["http:", "https:", "mailto:", "tel:"].includes(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function wrapper(entity, text, onCommand) {
  const address = { url: text, text_link: entity.url, email: `mailto:${text}`, phone_number: `tel:${text}` }[entity.type];
  if (address && safeAddress(address)) {
    const outside = !safeAddress(address).startsWith(location.origin + "/") && /^https?:/.test(safeAddress(address));
    return make("a", { href: safeAddress(address), rel: "noopener noreferrer", ...(outside ? { target: "_blank" } : {}) });
  }
  if (entity.type === "bot_command" && onCommand) {
    const button = make("button", { type: "button", class: "command" });
    button.addEventListener("click", () => onCommand(text));
    return button;
  }
  return PLAIN[entity.type] ? make(PLAIN[entity.type]) : null;
}

// Offsets count UTF-16 units, as in JavaScript strings.
export function formatted(text, entities = [], onCommand = null) {
  const all = [...entities, ...(onCommand ? found(text, entities) : [])];
  all.sort((one, other) => one.offset - other.offset || other.length - one.length);
  return nested(text, all, 0, text.length, onCommand);
}

// Nests the marks that begin inside an earlier one; a mark that reaches beyond the earlier one is cut at its end.
function nested(text, marks, start, end, onCommand) {
  const parts = document.createDocumentFragment();
  let place = start;
  let rest = marks;
  while (rest.length > 0) {
    const [one, ...others] = rest;
    const stop = Math.min(one.offset + one.length, end);
    const around = wrapper(one, text.slice(one.offset, stop), onCommand) ?? document.createDocumentFragment();
    around.append(nested(text, others.filter((other) => other.offset < stop), one.offset, stop, onCommand));
    parts.append(text.slice(place, one.offset), around);
    place = stop;
    rest = others.filter((other) => other.offset >= stop);
  }
  parts.append(text.slice(place, end));
  return parts;
}

// Keeps pictographs if the machine can draw them; replaces or drops them where it would draw empty boxes.

const PLAIN = new Map([
  ["✅", "✔"], ["✏", "◐"], ["⬜", "○"], ["🔒", "▣"], ["⏳", "…"], ["🟢", "●"], ["⚪", "○"],
  ["📍", "▸"], ["👍", "✔"], ["👎", "✖"], ["✋", "◇"], ["❗", "!"], ["⏹", "■"],
]);
const PICTOGRAPH = /[\u{1F000}-\u{1FAFF}✅✏⬜⏳⚪❔❓❗✋➕⏰⏹]\uFE0F?\s?/gu;

function drawn(text) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  pen.font = "16px sans-serif";
  pen.fillText(text, 2, 18);
  return pen.getImageData(0, 0, 24, 24).data.join();
}

// If two different pictographs look the same, both are empty boxes.
const able = drawn("\u{1F3E0}") !== drawn("\u{1F4DD}");

export function legible(text) {
  if (able) return text;
  return text.replace(PICTOGRAPH, (found) => {
    const plain = PLAIN.get([...found][0]);
    return plain ? `${plain} ` : "";
  });
}

export function makeLegible(element) {
  if (able) return element;
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) walker.currentNode.data = legible(walker.currentNode.data);
  return element;
}

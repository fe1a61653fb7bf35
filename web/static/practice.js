// Sets the clock of practice forward; the time typed is the office's, eight hours ahead of UTC.
const form = document.getElementById("clock");
const status = document.getElementById("now");
const button = form.querySelector("button");

// The service goes through months day by day, which takes a while: show the day reached.
async function reached() {
  const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
  return page.getElementById("now").textContent;
}

async function look() {
  const day = await reached().catch(() => "");
  if (button.disabled && day) status.textContent = `${form.dataset.wait} ${day}`;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const now = `${new FormData(form).get("now")}:00+08:00`;
  button.disabled = true;
  status.textContent = form.dataset.wait;
  const looking = setInterval(look, 2000);
  const answer = await fetch("/practice/clock", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ now }),
  }).catch(() => null);
  clearInterval(looking);
  button.disabled = false;
  if (answer?.ok) location.reload();
  else status.textContent = answer ? form.dataset.wrong : form.dataset.lost;
});

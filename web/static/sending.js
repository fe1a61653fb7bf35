// Uploads and downloads without leaving the page: files chosen or dropped, with progress; papers downloaded, and the
// page refreshed. Without this script, the buttons of the forms do the same.
function percent(said, done) {
  return said.replace("{percent}", Math.floor(done * 100));
}

function renew(page) {
  document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
  watch();
  const told = document.querySelector("main .notice");
  told?.setAttribute("tabindex", "-1");
  told?.focus();
}

function told(form, page) {
  const words = page?.querySelector("main .notice")?.textContent ?? form.dataset.lost;
  form.querySelector("[role=status]").textContent = words;
}

function bring(form) {
  const bar = form.querySelector("progress");
  const said = form.querySelector("[role=status]");
  const button = form.querySelector("button");
  const request = new XMLHttpRequest();
  const over = () => {
    bar.hidden = true;
    button.disabled = false;
  };
  request.open("POST", form.action);
  request.responseType = "document";
  request.upload.onprogress = (event) => {
    if (!event.lengthComputable) return;
    bar.value = event.loaded / event.total;
    said.textContent = percent(form.dataset.sending, bar.value);
  };
  request.upload.onload = () => {
    said.textContent = form.dataset.looking;
  };
  request.onload = () => {
    over();
    const page = request.response;
    if (request.status < 300 && request.responseURL !== form.action) location.assign(request.responseURL);
    else if (page?.querySelector("main form.bring")) renew(page);
    else told(form, page);
  };
  request.onerror = () => {
    over();
    told(form, null);
  };
  bar.value = 0;
  bar.hidden = false;
  button.disabled = true;
  request.send(new FormData(form));
}

async function take(form, button) {
  const said = form.querySelector("[role=status]");
  const body = new URLSearchParams(new FormData(form));
  body.set(button.name, button.value);
  said.textContent = form.dataset.making;
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body });
    const name = /filename\*=UTF-8''(\S+)/.exec(answer.headers.get("Content-Disposition") ?? "");
    if (!answer.ok || name === null) {
      told(form, new DOMParser().parseFromString(await answer.text(), "text/html"));
      return;
    }
    const link = document.createElement("a");
    link.href = URL.createObjectURL(await answer.blob());
    link.download = decodeURIComponent(name[1]);
    link.click();
    const now = await (await fetch(location.href)).text();
    renew(new DOMParser().parseFromString(now, "text/html"));
  } catch {
    told(form, null);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

function drops(form) {
  const field = form.querySelector("input[type=file]");
  const files = (event) => event.dataTransfer?.types.includes("Files");
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      if (!files(event)) return;
      event.preventDefault();
      form.classList.add("over");
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) form.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    if (!files(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    field.files = event.dataTransfer.files;
    form.requestSubmit();
  });
}

function watch() {
  for (const form of document.querySelectorAll("form.bring")) {
    drops(form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      bring(form);
    });
  }
  for (const form of document.querySelectorAll("form.take")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy") !== "true") take(form, event.submitter);
    });
  }
}

watch();

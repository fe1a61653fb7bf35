// Uploads: one after another, with progress, retried when the network is back.

export class Files {
  #line = [];
  #busy = false;
  #request = null;
  #later = [];

  // acts: progress(key, fraction), done(key, upload), over(), stopped(key, sentence, or null if it will be retried)
  constructor(acts) {
    this.acts = acts;
  }

  add(key, file) {
    this.#line.push({ key, file });
    this.#next();
  }

  cancel(key) {
    const under = this.#line[0]?.key === key && this.#busy;
    this.#line = this.#line.filter((one) => one.key !== key);
    if (under) this.#request.abort();
    else this.#next();
  }

  // Acts when no file is waiting or going up any more: at once if there is none.
  after(act) {
    if (this.#line.length === 0) act();
    else this.#later.push(act);
  }

  // Retries, when the network is back or a moment has passed.
  next() {
    this.#next();
  }

  #next() {
    if (this.#busy) return;
    if (this.#line.length === 0) {
      this.acts.over();
      for (const act of this.#later.splice(0)) act();
      return;
    }
    this.#busy = true;
    const { key, file } = this.#line[0];
    const request = (this.#request = new XMLHttpRequest());
    request.open("POST", "/chat/files");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => event.lengthComputable && this.acts.progress(key, event.loaded / event.total));
    request.addEventListener("loadend", () => {
      this.#busy = false;
      this.#ended(key, request);
    });
    const form = new FormData();
    form.append("file", file, file.name);
    request.send(form);
  }

  #ended(key, request) {
    if (!this.#line.some((one) => one.key === key)) {
      this.#next();
      return;
    }
    const answer = request.response;
    if (request.status === 201 && answer?.file) {
      this.#line.shift();
      this.acts.done(key, answer.file);
      this.#next();
    } else if (request.status >= 400 && answer?.error) {
      this.#line.shift();
      this.acts.stopped(key, answer.error);
      this.#next();
    } else {
      // No network, or the visitor is not known yet: `next` is called when the connection is ready.
      this.acts.stopped(key, null);
    }
  }
}

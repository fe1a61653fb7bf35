// The service worker: shows an offline page, and notifies of a waiting message. It keeps nothing personal.

// The server puts its sentences before it: SAID = { language, version, title, waits }.
const OFFLINE = `/chat/offline?lang=${SAID.language}`;
const SHELL = `shell-${SAID.version}-${SAID.language}`;
const PARTS = ["/static/base.css", "/static/home.css", "/static/mark.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELL).then((shell) => shell.addAll([OFFLINE, ...PARTS])).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const older = async () => {
    for (const name of await caches.keys()) if (name !== SHELL) await caches.delete(name);
    await self.clients.claim();
  };
  event.waitUntil(older());
});

// Falls back to the cache for the page and for what the offline page needs; nothing else is intercepted or cached.
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === "/chat") {
    event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
  } else if (PARTS.includes(pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(pathname)));
  }
});

self.addEventListener("push", (event) => event.waitUntil(told(event.data)));

// Notifies only if no page of this site is visible: a visible chat shows the message itself.
async function told(data) {
  const open = await self.clients.matchAll({ type: "window" });
  if (open.some((page) => page.visibilityState === "visible")) return;
  await self.registration.showNotification(SAID.title, {
    body: data?.text() || SAID.waits,
    tag: "inbox",
    icon: "/static/icon-192.png",
    lang: SAID.language,
  });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(opened());
});

async function opened() {
  const [page] = await self.clients.matchAll({ type: "window" });
  return page ? page.focus() : self.clients.openWindow("/chat");
}

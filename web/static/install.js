// The chat as an app on a phone: its service worker, and push messages to this browser.

import { language, say } from "./text.js";

const button = document.getElementById("push");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

export async function install(toast) {
  if (!("serviceWorker" in navigator) || !isSecureContext) return;
  const address = `/worker.js?lang=${language}`;
  const registration = await navigator.serviceWorker.register(address, { scope: "/chat" }).catch(() => null);
  if (!registration || !able || !button) return;
  button.parentElement.hidden = false;
  const kept = await registration.pushManager.getSubscription();
  if (kept) await send("/chat/push", kept.toJSON()).catch(() => {});
  show(kept);
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      show(await changed(registration));
    } catch {
      toast(Notification.permission === "denied" ? say("push_denied") : say("push_failed"));
    }
    button.disabled = false;
  });
}

async function changed(registration) {
  const old = await registration.pushManager.getSubscription();
  if (old) {
    await send("/chat/push/stop", {});
    await old.unsubscribe();
    return null;
  }
  const { key } = await (await fetch("/chat/push")).json();
  const subscription = await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
  try {
    await send("/chat/push", subscription.toJSON());
  } catch (failure) {
    await subscription.unsubscribe();
    throw failure;
  }
  return subscription;
}

async function send(address, content) {
  const answer = await fetch(address, { method: "POST", body: JSON.stringify(content) });
  if (!answer.ok) throw new Error(String(answer.status));
}

function show(subscription) {
  button.setAttribute("aria-pressed", String(subscription !== null));
}

// Ends the push subscription when the person leaves this device.
export async function uninstall() {
  const registration = await navigator.serviceWorker?.getRegistration("/chat");
  await (await registration?.pushManager?.getSubscription())?.unsubscribe();
}

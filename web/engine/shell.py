"""The chat as an installable app: its manifest, its service worker, and its offline page."""

import hashlib
import json
from functools import cache
from pathlib import Path

from aiohttp import web

from texts import say
from web.engine.pages import render
from web.engine.site import language_of, site_of

STATIC = Path(__file__).parents[1] / "static"
GREEN, PAPER = "#0d6457", "#f5f4ef"
ICONS = (("icon-192", 192, "any"), ("icon-512", 512, "any"), ("icon-maskable", 512, "maskable"))


def routes() -> list[web.AbstractRouteDef]:
    """Return the routes of this module. The worker is at the root, so that it may control the chat."""
    return [
        web.get("/app.webmanifest", manifest),
        web.get("/worker.js", worker),
        web.get("/chat/offline", offline),
    ]


async def manifest(request: web.Request) -> web.Response:
    """Return the app's name, icons and colours (W3C Web Application Manifest)."""
    site, language = site_of(request), language_of(request)
    county = site.pack.county_en if language == "en" else site.pack.county_zh
    icons = [
        {"src": f"/static/{name}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
        for name, size, purpose in ICONS
    ]
    content = {
        "id": "/chat",
        "name": say(language, "web.page.title", county=county),
        "short_name": say(language, "web.app.short"),
        "lang": "zh-CN" if language == "zh" else language,
        "start_url": "/chat",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": GREEN,
        "icons": icons,
    }
    return web.json_response(content, content_type="application/manifest+json", headers={"Cache-Control": "no-cache"})


async def worker(request: web.Request) -> web.Response:
    """Return the service worker's script, preceded by its sentences, since it has no page to read them from."""
    language = language_of(request)
    said = {
        "language": language,
        "version": version(),
        "title": say(language, "web.app.short"),
        "waits": say(language, "web.push.waits"),
    }
    text = f"const SAID = {json.dumps(said, ensure_ascii=False)};\n{(STATIC / 'worker.js').read_text('utf-8')}"
    return web.Response(text=text, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


async def offline(request: web.Request) -> web.Response:
    """Show the page that replaces the chat without a network."""
    return render(request, "offline.html", remembers=False)


@cache
def version() -> str:
    """Return the shell's version, which changes with any of its files."""
    files = sorted(STATIC.glob("*.[jcs]*"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:12]

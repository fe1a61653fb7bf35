"""The pages open to anybody: the home page, the chat, and the health check."""

import asyncio
import hashlib
import json
import re
from functools import cache, partial
from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from texts import languages, say, sentences
from web.engine.site import LANGUAGE_COOKIE, Site, language_of, site_of

HERE = Path(__file__).parents[1]
HEALTH_WITHIN = 5.0


async def home(request: web.Request) -> web.Response:
    """Show what can be done here."""
    return render(request, "home.html")


async def chat(request: web.Request) -> web.Response:
    """Show the page of the chat; its script does the rest."""
    return render(request, "chat.html")


async def health(request: web.Request) -> web.Response:
    """Answer 200 if the database answers within five seconds, otherwise 503."""
    try:
        async with asyncio.timeout(HEALTH_WITHIN):
            await _asked(site_of(request))
    except Exception as failure:  # noqa: BLE001 - whatever it is, the service is not healthy
        return web.json_response({"ok": False, "database": type(failure).__name__}, status=503)
    return web.json_response({"ok": True})


async def _asked(site: Site) -> None:
    async with site.store.work() as work:
        await work.inbox.positions([0])


def render(request: web.Request, template: str, *, remembers: bool = True, **values: object) -> web.Response:
    """Render a template in the reader's language.

    `remembers` lets a language chosen by `?lang=` be kept in a cookie.
    """
    language = language_of(request)
    site = site_of(request)
    text = (
        _templates()
        .get_template(template)
        .render(
            language=language,
            languages=languages(),
            practice=site.practice,
            push=site.push is not None,
            say=partial(say, language),
            sentences=partial(_sentences, language),
            bare=bare,
            path=request.path,
            county=site.pack.county_en if language == "en" else site.pack.county_zh,
            file_limit=site.pack.uploads.web_bytes // 2**20,
            **values,
        )
    )
    response = web.Response(text=text, content_type="text/html", headers={"Cache-Control": "no-store"})
    response.headers["Content-Language"] = language
    if remembers and request.query.get("lang") == language:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=400 * 24 * 3600, path="/", httponly=True, samesite="Lax")
    return response


def bare(label: str) -> str:
    """Return a chat button's label without its leading pictograph, which not every office computer can draw."""
    return re.sub(r"^[^\w“\"]+", "", label)


def _sentences(language: str, **keys: str) -> str:
    """Return sentences as JSON for a script, by the names it uses; the script fills the placeholders."""
    spoken = sentences(language, "web")
    return json.dumps({name: spoken[key] for name, key in keys.items()}, ensure_ascii=False)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


# The chat as an installable app: its manifest, its service worker, and its offline page.


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

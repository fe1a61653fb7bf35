"""The names that `web` and `handlers` need of the web chat's memory: store, Work, outages and inbox entries."""

from storage.database.failures import OUTAGES
from storage.engine.envelopes import Letterbox, letterbox
from storage.engine.inbox import Entry, SentFile
from storage.engine.uploads import Upload, Uploads, UploadTooLarge
from storage.store import Store
from storage.work import Work

__all__ = [
    "OUTAGES",
    "Entry",
    "Letterbox",
    "SentFile",
    "Store",
    "Upload",
    "UploadTooLarge",
    "Uploads",
    "Work",
    "letterbox",
]

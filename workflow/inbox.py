"""The names that `web` and `handlers` need of the web chat's memory: store, Work, outages and inbox entries."""

from storage.envelopes import Letterbox, letterbox
from storage.failures import OUTAGES
from storage.inbox import Entry, SentFile
from storage.store import Store
from storage.uploads import Upload, Uploads, UploadTooLarge
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

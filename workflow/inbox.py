"""What the edges need to name of the web chat's memory: the store, its Work, its outages, what lies in an inbox."""

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

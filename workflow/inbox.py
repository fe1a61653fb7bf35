"""What the edges need to name of the web chat's memory: the store, its Work, and what lies in an inbox."""

from storage.inbox import Entry, SentFile
from storage.store import Store
from storage.uploads import Upload, Uploads, UploadTooLarge
from storage.work import Work

__all__ = ["Entry", "SentFile", "Store", "Upload", "UploadTooLarge", "Uploads", "Work"]

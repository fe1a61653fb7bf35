"""The engine of every page: site, chat, forms, sign-in."""

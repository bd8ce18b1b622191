"""One file a screen: parse, call a flow, render."""

from service.web.pages import entry, home, import_rows, imports, segments, settings

ROUTERS = (entry.router, home.router, imports.router, import_rows.router, segments.router, settings.router)
"""Every screen."""

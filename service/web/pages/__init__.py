"""One file a screen: parse, call a flow, render."""

from service.web.pages import entry, home, imports, settings

ROUTERS = (entry.router, home.router, imports.router, settings.router)
"""Every screen."""

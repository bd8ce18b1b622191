"""One file a screen: parse, call a flow, render."""

from service.web.pages import (
    correct,
    customers,
    decide,
    duplicates,
    entry,
    home,
    import_rows,
    imports,
    mapping,
    quality,
    recipes,
    segments,
    settings,
    split,
    why,
)

_SCREENS = (
    entry,
    home,
    imports,
    import_rows,
    mapping,
    recipes,
    customers,
    why,
    correct,
    split,
    decide,
    duplicates,
    quality,
    segments,
    settings,
)
ROUTERS = tuple(screen.router for screen in _SCREENS)
"""Every screen."""

"""The signs of the own app's web views, from the settings."""

from microsite.config.store_schema import App
from microsite.detection.own_app import OwnApp


def build_own_app(app: App) -> OwnApp:
    """Return what detection needs to recognise the own app."""
    entries = [entry.lower().partition("/") for entry in app.user_agents]
    return OwnApp(
        products=tuple((name, version) for name, _, version in entries),
        package=app.android_package.lower(),
    )

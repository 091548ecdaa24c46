"""Association files: the apps that may open this site's /q links instead of a browser."""

from typing import Any

from microsite.config.schema import Config

AssociationFiles = dict[str, Any]


def build_association_files(config: Config) -> AssociationFiles:
    """Return the content of each file under /.well-known/ that site.toml has settings for, by name.

    Apple: "Supporting associated domains". Android: Digital Asset Links. HarmonyOS: App Linking.
    """
    settings = config.app_links
    files: AssociationFiles = {}
    if settings.apple_app_ids:
        paths = [{"/": "/q/*"}, {"/": "/Q/*"}]
        details = [{"appIDs": settings.apple_app_ids, "components": paths}]
        files["apple-app-site-association"] = {"applinks": {"details": details}}
    if settings.android_fingerprints and config.app.android_package:
        files["assetlinks.json"] = [
            {
                "relation": ["delegate_permission/common.handle_all_urls"],
                "target": {
                    "namespace": "android_app",
                    "package_name": config.app.android_package,
                    "sha256_cert_fingerprints": settings.android_fingerprints,
                },
            }
        ]
    if settings.harmony_app_identifiers:
        apps = [{"appIdentifier": identifier} for identifier in settings.harmony_app_identifiers]
        files["applinking.json"] = {"applinking": {"apps": apps}}
    return files

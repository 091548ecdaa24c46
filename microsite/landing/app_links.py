"""Association files: who may open this site's scan addresses in an installed app (site.toml)."""

from typing import Any

from microsite.config.schema import Config

AssociationFiles = dict[str, Any]


def build_association_files(config: Config) -> AssociationFiles:
    """The content of each file under /.well-known/; one that site.toml says nothing for is absent.

    Apple: "Supporting associated domains". Android: Digital Asset Links. HarmonyOS: App Linking.
    """
    told = config.app_links
    files: AssociationFiles = {}
    if told.apple_app_ids:
        paths = [{"/": "/q/*"}, {"/": "/Q/*"}]
        details = [{"appIDs": told.apple_app_ids, "components": paths}]
        files["apple-app-site-association"] = {"applinks": {"details": details}}
    if told.android_fingerprints and config.app.android_package:
        files["assetlinks.json"] = [
            {
                "relation": ["delegate_permission/common.handle_all_urls"],
                "target": {
                    "namespace": "android_app",
                    "package_name": config.app.android_package,
                    "sha256_cert_fingerprints": told.android_fingerprints,
                },
            }
        ]
    if told.harmony_app_identifiers:
        apps = [{"appIdentifier": identifier} for identifier in told.harmony_app_identifiers]
        files["applinking.json"] = {"applinking": {"apps": apps}}
    return files

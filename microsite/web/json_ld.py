"""Structured data for search engines: the organisation as JSON-LD (schema.org)."""

from flask import url_for

from microsite.context import current_config
from microsite.web.i18n import localize
from microsite.web.i18n import site_origin

JsonLd = dict[str, object]


def build_organisation_data() -> JsonLd:
    """Return the organisation (Organization) with its hotlines (ContactPoint)."""
    config = current_config()
    return {
        "@type": "Organization",
        "@id": f"{site_origin()}/#organisation",
        "name": localize(config.organisation.name),
        "alternateName": localize(config.organisation.short_name),
        "url": f"{site_origin()}{url_for('pages.home')}",
        "logo": f"{site_origin()}{url_for('static', filename='img/icon-512.png')}",
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "contactType": localize(line.name),
                "telephone": line.tel,
            }
            for line in config.hotlines
        ],
    }

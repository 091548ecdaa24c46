"""What search engines read of the organisation behind the site: JSON-LD after schema.org."""

from flask import url_for

from microsite.context import current_config
from microsite.web.i18n import localised
from microsite.web.i18n import origin

Data = dict[str, object]


def organisation_data() -> Data:
    """The organisation with its hotlines (Organization, ContactPoint)."""
    config = current_config()
    return {
        "@type": "Organization",
        "@id": f"{origin()}/#organisation",
        "name": localised(config.organisation.name),
        "alternateName": localised(config.organisation.short_name),
        "url": f"{origin()}{url_for('pages.home')}",
        "logo": f"{origin()}{url_for('static', filename='img/icon-512.png')}",
        "contactPoint": [
            {
                "@type": "ContactPoint",
                "contactType": localised(line.name),
                "telephone": line.tel,
            }
            for line in config.hotlines
        ],
    }

"""The app-download microsite: a printed code, the right app store, an honest count."""

from flask import Flask

from microsite import config as configuration
from microsite import database
from microsite import headers
from microsite import localisation
from microsite import static_files
from microsite.contact.views import contact as contact_page
from microsite.news.newsroom import Newsroom
from microsite.news.views import news as news_pages
from microsite.page_cache import PageCache
from microsite.pages import cards
from microsite.pages import errors
from microsite.pages.discovery import discovery
from microsite.pages.health import health
from microsite.pages.home import pages as home_page
from microsite.pages.manifest import manifest
from microsite.pages.metrics import metrics
from microsite.pages.statements import statements
from microsite.pages.verify import verify
from microsite.scan.instance import Instance
from microsite.scan.landing import landing
from microsite.scan.redirector import Redirector
from microsite.scan.routing import check_names
from microsite.settings import Config


def create_app(config: Config | None = None) -> Flask:
    """Put the parts together; this is the only place that does.

    Without `config` the settings are read from site.toml and the environment. Raises ConfigError.
    """
    config = config or configuration.load()
    check_names(config)
    app = Flask(__name__, static_folder="../static", static_url_path="/static")
    app.secret_key = config.secret or "development"
    engine = database.connect(config.database)
    instance = Instance(config.instance_path)
    app.extensions |= {"config": config, "engine": engine, "instance": instance}
    app.extensions["newsroom"] = newsroom = Newsroom.of(config)
    app.wsgi_app = PageCache(  # type: ignore[method-assign]
        app.wsgi_app,
        lambda: newsroom.edition().version,
        by_host=config.environment == "development",
    )
    headers.init_app(app, config.trusted_proxies)
    static_files.init_app(app)
    localisation.init_app(app, config)
    cards.init_app(app, config)
    errors.init_app(app)
    subjects = (home_page, news_pages, landing, verify, statements, contact_page)
    for blueprint in (*subjects, health, metrics, manifest, discovery):
        app.register_blueprint(blueprint)
    app.wsgi_app = Redirector(app.wsgi_app, config, instance)  # type: ignore[method-assign]
    return app

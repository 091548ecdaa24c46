"""The app-download microsite: redirects scans of printed codes to app stores and counts them."""

from flask import Flask

from microsite import context
from microsite.config.loader import load_config
from microsite.config.schema import Config
from microsite.contact.views import contact as contact_page
from microsite.db.engine import connect_database
from microsite.landing.views import landing as landing_pages
from microsite.monitoring.health import health
from microsite.monitoring.metrics import metrics
from microsite.news.service import NewsService
from microsite.news.views import news as news_pages
from microsite.pages.home import pages as home_page
from microsite.pages.legal import legal
from microsite.pages.verify import verify
from microsite.pages.web_manifest import web_manifest
from microsite.pages.well_known import well_known
from microsite.redirect.middleware import RedirectMiddleware
from microsite.redirect.routing import validate_routing
from microsite.scans.data_dir import DataDir
from microsite.web import cache_headers
from microsite.web import csrf
from microsite.web import errors
from microsite.web import i18n
from microsite.web import open_graph
from microsite.web import proxies
from microsite.web import security_headers
from microsite.web import static_files
from microsite.web import typed_urls
from microsite.web.page_cache import PageCache


def create_app(config: Config | None = None) -> Flask:
    """Build the application. This is the only place that connects its parts.

    Without `config`, read the settings from site.toml and the environment. Raise ConfigError.
    """
    config = config or load_config()
    validate_routing(config)
    app = Flask(__name__, static_folder="../static", static_url_path="/static")
    app.secret_key = config.secret or "development"
    engine = connect_database(config.database)
    data_dir = DataDir(config.instance_path)
    news = NewsService.from_config(config)
    context.install(app, context.Services(config, engine, data_dir, news))
    app.wsgi_app = PageCache(  # type: ignore[method-assign]
        app.wsgi_app,
        lambda: news.snapshot().version,
        by_host=config.environment == "development",
    )
    cache_headers.init_app(app)
    proxies.init_app(app, config.trusted_proxies)
    security_headers.init_app(app)
    static_files.init_app(app)
    csrf.init_app(app)
    i18n.init_app(app, config)
    typed_urls.init_app(app)
    open_graph.init_app(app, config)
    errors.init_app(app)
    subjects = (home_page, news_pages, landing_pages, verify, legal, contact_page)
    for blueprint in (*subjects, health, metrics, web_manifest, well_known):
        app.register_blueprint(blueprint)
    app.wsgi_app = RedirectMiddleware(  # type: ignore[method-assign]
        app.wsgi_app, config, data_dir
    )
    return app

"""Requests that an app sends by itself, for data, media, feeds or association files.

Nobody points a camera at a code with them: they are never redirected, and counted in a class of
their own. A web view and a browser name an engine (`AppleWebKit`); these strings name a library of
the system (Apple's URL Loading System sends `CFNetwork/… Darwin/…`, Android's runtime
`Dalvik/… (Linux; U; Android …)`) or only the app and its phone.
"""

from microsite.detection.device import Device
from microsite.detection.user_agent import UserAgent

NETWORK_LIBRARIES = frozenset(
    "cfnetwork dalvik okhttp alamofire afnetworking nsurlsession exoplayerlib exoplayer exomedia"
    " applecoremedia stagefright lavf gstplayer cronet volley ktor swcd networkingextension"
    " androiddownloadmanager".split()
)
"""Libraries and services of phones that request files, never pages."""

FEED_READERS = frozenset(
    "podcasts podcast podcastaddict overcast castro antennapod pocketcasts castbox rssradio"
    " downcast podcruncher instacast icatcher reeder netnewswire newsify feeddlerrss".split()
)
"""Podcast and feed readers, which send their own name and no engine."""

BROWSER_WORDS = frozenset(
    "applewebkit webkit gecko presto trident msie opera opr safari chrome firefox browser ucweb"
    " ucbrowser juc u2 dv netfront dolphin dolfin obigo teleca midp cldc wap explorer links elinks"
    " lynx w3m icab dillo ibrowse konqueror omniweb amaya webexplorer kodi".split()
)
"""Words of engines and browsers."""

_FACEBOOK_APPS = frozenset("fban fb4a fbios fbav".split())
"""Facebook's web views may send nothing but their own fields, in brackets."""


def is_app_request(agent: UserAgent, device: Device) -> bool:
    """Return True if an app sent the request by itself."""
    words = agent.words
    if "cfnetwork" in words:
        return True
    if agent.is_browser:
        return False
    if not words.isdisjoint(NETWORK_LIBRARIES) or not words.isdisjoint(FEED_READERS):
        return True
    return device.rule != "Puffin" and (
        device.platform != "other"
        and words.isdisjoint(BROWSER_WORDS)
        and words.isdisjoint(_FACEBOOK_APPS)
    )

// An iPad requests desktop sites by posing as a Mac; only its touch points distinguish it. Redirect it
// to the App Store, once for each history entry, so that "back" shows the page.
"use strict";

(() => {
  const { address } = document.currentScript.dataset;
  const isIPad = navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1;
  if (isIPad && !(history.state && history.state.redirected)) {
    history.replaceState({ redirected: true }, "");
    location.replace(address);
  }
})();

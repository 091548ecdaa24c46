// An iPad asks for desktop sites by posing as a Mac; only the number of its touch points tells.
// It then goes on to the App Store, once: an entry of the history that has gone on before stays.
"use strict";

(() => {
  const { address } = document.currentScript.dataset;
  const isIPad = navigator.userAgent.includes("Macintosh") && navigator.maxTouchPoints > 1;
  if (isIPad && !(history.state && history.state.wentOn)) {
    history.replaceState({ wentOn: true }, "");
    location.replace(address);
  }
})();

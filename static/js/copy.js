// The button that copies the address in an in-app browser's guide. It is hidden without this script;
// the address can still be selected by hand.
"use strict";

const button = document.querySelector("[data-copies]");
const field = document.getElementById(button.dataset.copies);
const status = document.querySelector("[data-copied]");

async function copy() {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // In-app browsers often lack the Clipboard API but support the older command.
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

button.hidden = false;
button.addEventListener("click", async () => {
  status.textContent = (await copy()) ? status.dataset.copied : status.dataset.selected;
});

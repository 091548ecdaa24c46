// The button that copies the address out of an in-app browser. Without this script it is hidden and
// the address stands in its field, to be selected by hand.
"use strict";

const button = document.querySelector("[data-copies]");
const field = document.getElementById(button.dataset.copies);
const status = document.querySelector("[data-copied]");

async function copy() {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    // In-app browsers often lack the clipboard interface but know the older command.
    field.focus();
    field.select();
    return document.execCommand("copy");
  }
}

button.hidden = false;
button.addEventListener("click", async () => {
  status.textContent = (await copy()) ? status.dataset.copied : status.dataset.selected;
});

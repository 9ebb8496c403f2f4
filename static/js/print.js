// The button that prints the page. Without this script the page says how to print it.

for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => window.print());
}

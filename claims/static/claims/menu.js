// Menus open and close by themselves (<details>); this closes them also by Escape and from outside.
const menus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    // That was all: what else the page does at Escape is for the next time.
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

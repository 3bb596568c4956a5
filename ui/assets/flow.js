// Brings the live position of a diagram into view when the drawing is wider than its place.
for (const place of document.querySelectorAll(".scroll:has(.flow)")) {
  const now = place.querySelector(".flow .now, .flow .inc")?.getBoundingClientRect();
  if (now) place.scrollLeft += now.left - place.getBoundingClientRect().left - place.clientWidth / 2;
}

// Runs before a demo's page is drawn: `?embed` leaves the site around the demo away.
if (new URLSearchParams(location.search).has("embed")) {
  document.documentElement.classList.add("of-embed");
}

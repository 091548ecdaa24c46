"""`make icons`: draw the site's icons and the cards for shared links."""

"""What the site shows as pictures of files: its icons, and the card of a shared link."""

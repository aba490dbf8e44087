"""The link to what is on screen, and its QR code."""

"""Writers of SVG, PNG, PDF and EPS."""

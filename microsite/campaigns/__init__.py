"""Campaigns and their placements: codes, tables, rules, CSV import."""

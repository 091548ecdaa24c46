"""Campaigns and their placements: what marketing prints."""

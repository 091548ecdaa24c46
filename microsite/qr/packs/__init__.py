"""Print packs: the artwork of a whole campaign in one resumable ZIP."""

"""Loading: from the files of the news folder to articles, with an error for every mistake."""

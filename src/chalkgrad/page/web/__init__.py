"""The parts of an HTML page: words and blocks as HTML, the frame around them, its style, its script and its fonts."""

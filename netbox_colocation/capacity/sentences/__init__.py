"""The sentences of findings, one file for each resource: from a code to a text with the facts in braces."""

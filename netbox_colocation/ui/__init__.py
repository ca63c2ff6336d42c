"""Panels of the detail pages; one file per noun, named like its model's."""

"""What comes in as a table: an agency's inventory sheet becomes requests, or servers that stand already.

A file is hostile until it was read within its bounds (`files`, `workbooks`, `delimited`). Its headings are understood
in Indonesian and English (`headings`, `columns`), its cells become values (`values`), and every line is carried out as
the pages would do it, in one transaction: all lines or none, with the problems of all lines at once.
"""

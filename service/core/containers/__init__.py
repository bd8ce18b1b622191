"""What a file is before it is text: archives, workbooks, dBase tables, columns of fixed width.

Each is turned into one text that the survey and the reader take like any other: UTF-8, a line a row, cells set apart
by `SEPARATOR`, no quotes. A line end inside a cell travels as `BREAK` and is put back by the reader, so that a line's
number stays the number of the row in its sheet. All functions are pure; who opens files is flows/opened.py.
"""

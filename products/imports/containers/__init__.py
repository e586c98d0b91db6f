"""What a table may come in: gzip, zip and spreadsheets become one plain text file that the rest of an import reads.

kinds → zip_files, opening (the door: what is it, and may it come in?) → unpacking, workbooks (bytes → text) →
unpacked_text (where the text lives).
"""

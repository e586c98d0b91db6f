"""A source's file comes by itself.

What a person says of it: actions, places, credentials. When: schedules, timing, expectations. Which source is due, and
who works on it: claims, runs, ending. From where: https_files, sftp_files, ftps_files, s3_files, folder_files; each
takes an order and gives back what it found. What others hear of it: telling.
"""

"""A source's file comes by itself.

When: schedules, expectations. What a person says of it: words_of_setup … see each module. Which source is due and who
works on it: claims, runs. From where: https, folders, sftp, ftps, s3. What became of it: outcomes, telling.
"""

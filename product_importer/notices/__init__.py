"""What people hear of: news become notices of those who chose to hear of them, and mails that wait to be sent.

What happened: news. Who hears of it: audience. Written with what it tells: publishing. Sent at least once: wording,
mail_server, outbox, tasks. Read: listing, views, api.
"""

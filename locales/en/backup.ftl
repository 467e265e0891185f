# Backups, restores and the life of the public log.

event-log-renamed = The public log goes on under a new name
system-trouble-journal = The journal for restores is behind

# The platform's own keys, in the activity of the platform.
event-key-rotated = 已產生平台的新密鑰
event-key-retired = 已銷毀平台的密鑰
fact-key-use = 密鑰用途

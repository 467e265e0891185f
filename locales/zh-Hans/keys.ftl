# The platform's own keys, in the activity of the platform.
event-key-rotated = 已生成平台的新密钥
event-key-retired = 已销毁平台的密钥
fact-key-use = 密钥用途

# 备份、还原，以及公开日志的延续。

event-log-renamed = 公开日志改用新名称延续
system-trouble-journal = 供还原使用的流水账未能及时写出

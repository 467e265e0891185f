# 備份、還原，以及公開日誌的延續。

event-log-renamed = 公開日誌改以新名稱延續
system-trouble-journal = 供還原用的流水帳未能及時寫出

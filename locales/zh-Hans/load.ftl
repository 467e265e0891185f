# 同时使用的人太多、未能即时处理时向市民显示的文字（crates/http/src/load/busy.rs）。
busy-title = 目前使用人数众多
busy-body = 我们按系统能够妥善处理的数量让用户进入，好让已经开始的人可以办完手续。
busy-nothing-begun = 您没有任何损失：您尚未开始办理任何手续，这里也不用排队，不会失去排队位置。
busy-kept = 您之前完成的步骤已经保留。
busy-again = 本页会在大约 { $seconds } 秒后自动重试，您无需做任何操作。
busy-not-sent = 您刚才提交的内容没有执行。
busy-send-again = 请等待大约 { $seconds } 秒，然后返回上一页，再次提交。

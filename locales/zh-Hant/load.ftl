# 同時使用的人太多、未能即時處理時向市民顯示的文字（crates/http/src/load/busy.rs）。
busy-title = 目前使用人數眾多
busy-body = 我們按系統能夠妥善處理的數目讓市民進入，好讓已經開始的人可以完成手續。
busy-nothing-begun = 你沒有任何損失：你尚未開始任何手續，這裏也沒有要排的隊，不會失去輪候位置。
busy-kept = 你之前完成的步驟已經保留。
busy-again = 本頁會在大約 { $seconds } 秒後自動再試，你無須做任何事。
busy-not-sent = 你剛才提交的內容未有執行。
busy-send-again = 請等候大約 { $seconds } 秒，然後返回上一頁，再次提交。

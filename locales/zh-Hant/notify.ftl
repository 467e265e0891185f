# 平台發給個人的訊息：每種有標題和內文（crates/notify/src/notice.rs）。

notice-welcome-title = 歡迎
notice-welcome-body = 你的帳戶已可使用。在「我的紀錄」可看到帳戶和你的資料的一切使用紀錄；在「我的授權」可撤回你允許過的事項。
notice-registration-attempt-title = 有人嘗試以你的身份證登記
notice-registration-attempt-body = 有人知道你身份證上的全部資料，並嘗試以它開立第二個帳戶。帳戶沒有開立，也沒有資料外傳。如果不是你本人，請向入境事務處報告。
notice-lost-card-title = 有人使用你已報失的身份證
notice-lost-card-body = 有人嘗試以你的身份證登記，而登記冊顯示該證已報失。帳戶沒有開立，也沒有資料外傳。如果你仍未尋回該證，請通知警方。
notice-login-elsewhere-title = 你在另一個屏幕登入
notice-login-elsewhere-body = 你在手機上批准了在另一個屏幕登入{ $service }。如果那個屏幕不是你開啟的，請在該處登出並通知我們。
notice-asked-title = { $service }請你批准
notice-asked-body = 這項服務直接向你提出請求，並非在這個瀏覽器開始。請在數分鐘內查看。如果你此刻沒有使用{ $service }，請拒絕。
notice-consent-expired-title = 你給予{ $service }的許可已經結束
notice-consent-expired-body = 不能再憑它讀取任何資料。你無須做任何事。
notice-incident-title = 一次你的資料交換已被制止
notice-incident-body = { $organisation }沒有遵守交換規則。回覆已被攔截並正在調查。「我的紀錄」列明是哪一次讀取。

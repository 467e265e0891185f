# 每一頁的外框、錯誤訊息，以及多個頁面共用的字句。

skip-to-content = 跳至主要內容
language-label = 語言
navigation-label = 導覽
menu = 選單
counted = { $text }（{ $count }）
sandbox-tag = 測試環境
sandbox-banner = 這裏只有虛構人物，所有資料均非真實。請勿輸入任何人的真實資料。
footer = Causeway 是以 Apache 2.0 授權條款發布的開放源碼軟件。

# 按鈕及連結
back = 返回
cancel = 取消
change = 更改
close = 關閉
continue = 繼續
done = 完成
newer = 較新
older = 較舊
pages-label = 清單分頁
breadcrumb-label = 你現在的位置
show-more = 顯示更多
yes = 是
no = 否
live-pause = 暫停更新
live-resume = 繼續更新
warning = 警告
success = 成功
important = 重要

# 日期
date-day = 日
date-month = 月
date-year = 年
date-hint = 例如：27 3 1985
time-hkt = 香港時間 { $when }

# 表格
error-hidden = 錯誤
error-title-prefix = 錯誤：{ $title }
error-summary-title = 資料有誤

# 通行密鑰
passkey-failed = 未能使用你的通行密鑰，請再試一次。
passkey-cancelled = 你已取消，或操作逾時。請按按鈕再試一次。
passkey-unsupported = 此瀏覽器未能在這裏使用通行密鑰。請改用較新的瀏覽器，或在另一部裝置上繼續。
passkey-no-script = 使用通行密鑰需要 JavaScript。請為本網站開啟 JavaScript，或使用另一部裝置。

# 二維碼
qr-alt = 二維碼。如未能掃描，請使用本頁的其他方法。
qr-expired = 此二維碼已過期。
qr-camera = 使用鏡頭
qr-stop = 關閉鏡頭
qr-no-camera = 未能使用鏡頭。請選擇二維碼的圖片，或貼上其文字。
qr-no-code = 圖片中找不到二維碼。請在光線充足的地方靠近一點再拍一次。
qr-no-script = 二維碼每秒更新，需要 JavaScript。請為本網站開啟 JavaScript，或使用其他方法。

# 以表格把答覆交回服務
handoff-title = 正在返回服務
handoff-body = 如服務沒有自動開啟，請按下面的按鈕。

# 錯誤：按種類列出標題、發生了甚麼事、下一步怎樣做
error-home = 前往首頁
error-reference = 如需協助，請提供此參考編號：
error-invalid-title = 未能完成
error-invalid-body = 送出的資料有遺漏或錯誤。
error-invalid-next = 請返回上一頁，檢查你輸入的資料，然後再試一次。
error-unauthenticated-title = 請先登入
error-unauthenticated-body = 你尚未登入，或登入時段已結束。
error-unauthenticated-next = 請登入後再開啟此頁。
error-forbidden-title = 不獲允許
error-forbidden-body = 這裏不允許此操作。
error-forbidden-next = 請返回你原來的頁面，再從那裏重試。
error-not-found-title = 找不到網頁
error-not-found-body = 這個網址沒有可供你查閱的內容。
error-not-found-next = 如網址是你自行輸入的，請檢查是否正確。如你是按連結前來，該內容可能已經失效。
error-conflict-title = 現時未能進行
error-conflict-body = 自你開啟此頁後，情況已有變更。
error-conflict-next = 請重新開啟此頁，了解最新情況後再作決定。
error-gone-title = 此事項已結束
error-gone-body = 此頁的事項已過期或已經完成。
error-gone-next = 請返回你原來使用的服務，重新開始。
error-too-large-title = 資料過大
error-too-large-body = 送出的資料超出此頁可接收的大小。
error-too-large-next = 請縮減資料後再送出。
error-too-many-title = 嘗試次數過多
error-too-many-body = 短時間內嘗試次數過多。
error-too-many-next = 請等候數分鐘，然後再試。
error-upstream-title = 另一系統沒有回應
error-upstream-body = 另一機構的系統未有正常回應。你的資料並無遺失。
error-upstream-next = 請於數分鐘後再試。
error-unavailable-title = 系統繁忙
error-unavailable-body = 現時未能處理你的要求。
error-unavailable-next = 請稍候片刻，然後再試。
error-internal-title = 系統發生問題
error-internal-body = 我們的系統發生問題，並已記錄在案。
error-internal-next = 請稍後再試。
error-code-cross-site = 此要求來自另一網站，因此沒有執行。
error-code-bad-form = 表格尚未填妥。
error-code-method-not-allowed = 此網址不能以這種方式使用。

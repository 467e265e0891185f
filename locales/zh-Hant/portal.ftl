# 平台本身的頁面。用淺白的字、短句；說清楚發生了甚麼、可以怎樣做。

## 導覽

nav-home = 主頁
nav-activity = 我的紀錄
nav-consents = 我的授權
nav-messages = 訊息
nav-scan = 掃描二維碼
nav-account = 帳戶
nav-register = 登記
nav-login = 登入
nav-about = 運作方式

## 多個頁面共用的字眼

portal-close-window = 你可以關閉本頁。
portal-pages = 頁
portal-colon = ：
portal-list-separator = 、
portal-date = { $year }年{ $month }{ $day }日
portal-date-time = { $date } { $time }
month-1 = 1月
month-2 = 2月
month-3 = 3月
month-4 = 4月
month-5 = 5月
month-6 = 6月
month-7 = 7月
month-8 = 8月
month-9 = 9月
month-10 = 10月
month-11 = 11月
month-12 = 12月

field-card-number = 身份證號碼
field-name = 姓名
field-date-of-birth = 出生日期
field-verification = 核實身分的方式
field-date-of-issue = 簽發日期
field-status = 身份證是否有效

name-unknown = 已不再登記的一方（{ $id }）

## 主頁

home-title = 一個身份，通行公共服務
home-lead = 用身份證登記一次，便可用手機或電腦登入這裏的每項服務。每項服務可以知道甚麼，由你決定；誰讀過你的資料，你看得見。
home-register = 登記
home-login = 登入
home-promise-heading = 我們向你保證
home-promise-exact = 資料送出之前，你會看到是誰要、為何要、要的是哪幾項。
home-promise-visible = 每次有人讀取你的資料，都會列在你的紀錄裏，被拒絕的也不例外；每項紀錄都有收據，任何人都可以核實。
home-promise-withdraw = 授權了的，你可以撤回；之後再有人讀取，會即時被拒絕。
home-about = 本平台如何運作、如何保障你
home-services-heading = 服務
home-services-intro = 你可以用這裏的帳戶登入以下服務。
home-services-none = 尚未接駁任何服務。
home-person-title = 你的主頁
home-waiting-heading = 等候你處理
home-waiting-messages = 你有 { $count } 則未讀訊息
home-waiting-nothing = 沒有事情等候你處理。
home-asked = { $service }請你批准，有效至{ $time }
home-shortcuts-heading = 捷徑
home-shortcut-activity = 查看誰在何時、為何讀取你的資料
home-shortcut-consents = 查看和撤回你的授權
home-shortcut-scan = 掃描另一個螢幕上的二維碼，在那裏登入
home-shortcut-device = 輸入電視或自助機顯示的代碼
home-shortcut-account = 查看你的通行密鑰，或登出
home-phone-heading = 手邊沒有手機？
home-phone-text = 這個測試環境備有模擬手機，可代替你自己的手機。
home-phone-link = 開啟模擬手機

## 登記

register-title = 登記
register-lead = 你需要身份證，以及一部可以建立通行密鑰的手機或電腦。大約需時三分鐘。
register-terms-heading = 你輸入的資料會怎樣處理
register-terms-check = 我們會向入境登記冊查詢一次，核對以下資料是否屬於有效的身份證。這次查詢會成為你紀錄裏的第一項。
register-terms-keep = 我們會保存你的身份證號碼、姓名和出生日期，並用專屬於你的密鑰加密。簽發日期不會保存。
register-terms-passkey = 之後你會建立通行密鑰。密鑰只留在你的裝置上；我們不會看到你的指紋、容貌或密碼。
register-agree = 我是這張身份證的持有人，並同意進行核對
register-agree-missing = 請確認你是這張身份證的持有人，並同意進行核對
register-details-heading = 你的身份證
register-card-number = 身份證號碼
register-card-number-hint = 一至兩個英文字母、六個數字和括號內的字元，例如 A123456(3)
register-date-of-issue = 簽發日期
register-date-of-issue-hint = 身份證正面最後一個日期，例如 7 3 2019
register-name = 姓名
register-name-hint = 與身份證上所印的相同，中文或英文均可
register-date-of-birth = 出生日期
register-date-of-birth-hint = 例如 31 1 1990
register-submit = 核對我的資料
register-have-account = 已經登記？請登入
register-sample-heading = 測試環境的樣本人物
register-sample-text = 這是測試環境，切勿輸入真實身份證的資料。請選擇一位樣本人物來填寫表格。
register-sample-use = 以 { $name } 的資料填寫
register-closed-title = 這裏暫不開放登記
register-closed-text = 市民目前不能自行在本平台登記。
register-closed-next = 請向營運本平台的機構查詢如何取得帳戶。

register-not-verified-title = 我們未能確認你的資料
register-not-verified-text = 你輸入的資料，與可供登記的身份證不符。為保障身份證持有人，我們不會說明是哪一項不符。
register-not-verified-check = 請逐項與身份證核對，然後再試。多次嘗試後，你需要等候一段時間。
register-not-verified-help = 如資料無誤但仍未能登記，請向入境事務部門查詢你的身份證。
register-try-again = 再試一次
register-lost-title = 這張身份證已報失
register-lost-text = 登記冊顯示這張身份證已報失或被盜，因此不能用來登記。如持有人已有帳戶，我們已通知他有人曾嘗試登記。
register-lost-next = 如你已尋回身份證，或已領取新證，請通知入境事務部門更新登記冊，然後用有效的身份證登記。
register-already-title = 這張身份證已有帳戶
register-already-text = 一張身份證不能登記兩次。我們已在現有帳戶留下訊息，讓持有人知道有人曾嘗試登記。
register-already-next = 請用你之前建立的通行密鑰登入。如帳戶不是你建立的，請即時通知我們。
register-later-title = 暫時未能連接登記冊
register-later-text = 我們剛才未能向入境登記冊查詢。你輸入的資料沒有保存。
register-later-next = 請於幾分鐘後再試。

register-passkey-title = 建立通行密鑰
register-passkey-confirmed = 你的資料已確認。
register-passkey-text = 通行密鑰取代密碼，用來登入和批准要求。你的裝置會要求你提供指紋、容貌或密碼。
register-passkey-button = 建立通行密鑰
register-passkey-noscript = 建立通行密鑰需要 JavaScript。請為本網站開啟 JavaScript，然後重新載入本頁。
register-passkey-failed = 未能建立通行密鑰。請再試，或使用另一部裝置。
register-passkey-phone-heading = 這部電腦沒有指紋、容貌辨識或密碼？
register-passkey-phone-text = 在這個測試環境裏，你可以把通行密鑰改為存放在模擬手機上。
register-passkey-phone-button = 在模擬手機上建立
register-expired-title = 登記已逾時
register-expired-text = 通行密鑰未有及時建立，因此沒有保存任何資料。
register-expired-next = 請重新開始，大約需時三分鐘。
register-done-title = 登記完成
register-done-panel = 你的帳戶已準備好，你亦已登入。
register-done-next-heading = 接下來可以做甚麼
register-done-service = 登入一項服務
register-done-activity = 查看你的紀錄，裏面已有最初幾項
register-done-consents = 查看你的授權，目前尚未有任何授權
register-done-continue = 返回你之前的步驟

## 登入

login-title = 登入
login-for-title = 登入以繼續前往{ $service }
login-for-text = { $service }提出了要求。登入後便可查看；在你決定之前，不會送出任何資料。
login-passkey-heading = 用這部裝置上的通行密鑰
login-passkey-text = 你的裝置會要求你提供指紋、容貌或密碼。
login-passkey-button = 用通行密鑰登入
login-passkey-noscript = 用通行密鑰登入需要 JavaScript。請為本網站開啟 JavaScript，或使用下面的手機方式。
login-passkey-failed = 通行密鑰不獲接納。請再試，或使用手機。
login-qr-heading = 用你的手機
login-qr-text = 這個螢幕會顯示二維碼。請用已登入的手機掃描，並在手機上決定。
login-qr-button = 用我的手機
login-phone-heading = 用模擬手機
login-phone-text = 這個測試環境備有模擬手機，可代替你自己的手機。請用它所存的通行密鑰在這裏登入：
login-phone-as = 以 { $name } 的身份登入
login-phone-none = 模擬手機上尚未有人。
login-phone-open = 開啟模擬手機
login-register-text = 還沒有帳戶？
login-register = 登記
logout-asked-title = 你要登出嗎？
logout-asked-text = { $service }要求讓你在這裏登出。你已登入的其他服務也會得知。如想保持登入，離開本頁便可。
logout-asked-by-nobody = 一項沒有表明名稱的服務要求讓你在這裏登出。如想保持登入，離開本頁便可。
login-out-title = 你已登出
login-again = 再次登入

## 另一個螢幕上的二維碼

qr-title = 用手機掃描這個二維碼
qr-for = 用於{ $service }。
qr-for-here = 用於在這個螢幕登入。
qr-step-open = 在手機上開啟本網站並登入。
qr-step-scan = 選擇「掃描二維碼」，把鏡頭對準這個螢幕。
qr-step-decide = 對照號碼，然後在手機上決定。本頁會自動繼續。
qr-image = 每秒更新的二維碼
qr-number = 兩個螢幕上的號碼
qr-expires = 二維碼有效至 { $time }。
qr-waiting = 正等候掃描。
qr-scanned = 已掃描。請在手機上決定，本頁會自動繼續。
qr-scanned-title = 請在手機上決定
qr-scanned-text = 手機會顯示相同的號碼。如號碼不同，請在手機上拒絕。
qr-reload = 重新檢查
qr-expired-title = 二維碼已失效
qr-expired-text = 未有人及時掃描，不必擔心。準備好時，可再索取新的二維碼。
qr-cancelled-title = 二維碼被掃描了兩次
qr-cancelled-text = 有兩部手機掃描了同一個二維碼，其中一部可能不是你的，所以我們已經停止，沒有送出任何資料。
qr-cancelled-next = 請從該服務重新開始。切勿向任何人展示二維碼，亦切勿把它的圖片傳給別人。
qr-restart = 索取新的二維碼
qr-other-heading = 如不能掃描
qr-other-device = 你可以改用這部裝置上的通行密鑰登入，不需要鏡頭。
qr-other-device-link = 在這部裝置登入
qr-other-text = 或把下面的文字複製到手機的掃描頁。文字有效五秒；重新載入本頁可取得新的文字。
qr-text-label = 二維碼的文字
qr-phone-heading = 模擬手機
qr-phone-text = 模擬手機可以掃描這個螢幕。
qr-phone-button = 用模擬手機掃描
qr-warning = 絕不會有人要求你把這個二維碼的圖片傳給他。
qr-declined-title = 已在手機上拒絕
qr-declined-text = 沒有送出任何資料，這裏亦沒有人登入。

## 掃描

scan-title = 掃描二維碼
scan-lead = 把鏡頭對準另一個螢幕上的二維碼。在任何事情發生之前，你會先看到是誰要求、為何要求。
scan-warning = 只可掃描你自己開啟的螢幕上的二維碼。切勿掃描別人傳給你的圖片。
scan-camera = 使用鏡頭
scan-stop = 關閉鏡頭
scan-view = 鏡頭畫面
scan-no-camera = 這裏不能使用鏡頭。請改為選擇圖片或貼上文字。
scan-no-code = 圖片中沒有可讀取的二維碼。請靠近一點再拍。
scan-picture = 選擇二維碼的圖片
scan-text = 或貼上二維碼的文字
scan-text-hint = 在另一個螢幕的「如不能掃描」之下可以找到。
scan-text-missing = 請掃描、選擇圖片，或貼上二維碼的文字
scan-submit = 繼續
scan-refused = 這個二維碼已失效。請掃描螢幕上現時的二維碼。如不是你開啟的，請勿理會。
scan-noscript = 使用鏡頭和圖片需要 JavaScript。你仍可貼上二維碼的文字。

frame-title = 請用掃描頁開啟這個二維碼
frame-text = 你用一般相機開啟了二維碼。為保障你，這不會帶來任何效果。
frame-own = 如這是你自己在螢幕上開啟的，請用這裏的掃描頁再掃描一次。
frame-stranger = 如有人把這個二維碼傳給你，或要求你掃描，請停止：對方可能想以你的身份登入。
frame-scan = 前往掃描頁

## 決定

request-title = { $service }要求你批准
request-portal-title = 在另一個螢幕登入？
request-who-heading = 誰提出要求
request-service = 服務
request-organisation = 機構
request-website = 網站
request-from = 資料由誰持有
request-purpose = 用途
request-lasts = 有效期
request-value-fetched = 在你批准後才取得，只有該服務可以看到
request-elsewhere = 這是另一個螢幕提出的要求。只有在該螢幕由你自己開啟，而且顯示相同號碼時，才可批准：
request-elsewhere-number = 兩個螢幕上的號碼：{ $code }
request-withdraw = 你可以隨時在「我的授權」撤回。之後再有人讀取，會即時被拒絕。
request-once-withdraw = 在未使用之前，你可以在「我的授權」撤回。
request-decline = 拒絕
request-approve = 批准
request-approve-text = 批准時，你的裝置會要求你提供指紋、容貌或密碼。拒絕則不需要。
request-noscript = 用通行密鑰批准需要 JavaScript。請為本網站開啟 JavaScript，然後重新載入本頁。拒絕則不需要。
request-failed = 批准不獲接納，沒有送出任何資料。請再看一次要求，然後重新決定。
request-addressed-title = { $service }直接向你提出請求
request-addressed-warning = 這不是你在這個瀏覽器開始的：{ $service }直接向你提出請求。如果你此刻沒有使用{ $service }，請拒絕。
request-addressed-code = 核對這個代碼
request-addressed-code-text = 該項服務也會向你顯示或告知一個代碼。如果與此不完全相同，請拒絕。
request-addressed-mute-text = 如果你不知道為何收到這個請求，可以從此拒絕：該項服務以後不能再自行向你提出請求。你可以在「我的授權」恢復。
request-addressed-mute = 拒絕，並不准該項服務再向我提出請求
request-device-warning = 另一部裝置提出這個請求。只有當它就在你面前並顯示相同代碼時才批准；如果代碼是別人傳給你的，請拒絕。
request-device-code-text = 你面前的裝置也顯示一個代碼。如果與此不完全相同，請拒絕。
request-expires = 本頁有效至 { $time }。
request-signed-details = 我實際簽署的是甚麼？
request-signed-text = 你的通行密鑰會簽署以上所示全部內容的指紋，連同一個只用一次的隨機數字。所示內容如有任何改動，簽署便不相符。
request-done-title = 你已作出決定
request-done-text = 你可以返回另一個螢幕，它會自動繼續。
request-declined-title = 你已拒絕
request-declined-text = 沒有送出任何資料。你可以返回另一個螢幕。
request-done-activity = 在你的紀錄裏查看
request-answered-title = 你已批准
request-answered-text = { $service }現在會得知。你可以返回該項服務，這裏無須再做任何事。
request-answered-device = 你可以返回那部裝置，它會自動繼續使用{ $service }。
request-answered-declined = 沒有送出任何資料。{ $service }會得知你已拒絕。
request-answered-muted = { $service }以後不能再自行向你提出請求。你可以在「我的授權」恢復。
request-over-title = 這項要求已結束
request-over-text = 它未有及時決定、已被中止，或已經決定。之後不會再有任何事情發生。
request-over-next = 請返回該服務重新開始。
request-over-service = 前往{ $service }
request-unknown-title = 這裏沒有這項要求
request-unknown-text = 它可能是在另一個瀏覽器、或由其他人開啟的。要求只能在開啟它的地方，或在掃描它的手機上查看。
request-unknown-next = 請返回該服務，用這個瀏覽器重新開始。
request-unknown-login = 如果有服務向你提出請求而帶你來到這裏，請先登入。

shown-login-heading = 登入{ $service }
shown-login-share-heading = 登入{ $service }，並提供以下資料
shown-exchange-heading = 為{ $service }取得「{ $dataset }」
shown-portal-heading = 在另一個螢幕登入這裏
shown-portal-purpose = 讓你可以在該螢幕使用你的帳戶
shown-portal-lasts = 直至你在該處登出，最長 12 小時
shown-lasts-login = 每次登入時，直至你撤回
shown-lasts-login-only = 直至你撤回
shown-lasts-once = 一次：只可讀取一次，之後即告結束
shown-lasts-until = 在{ $date }之前按需要讀取，或直至你撤回
shown-value-missing = 這裏沒有保存
shown-verification = 你的身分證曾於 { $day } 與登記冊核對

error-code-request-over = 這項要求已結束。請返回該服務重新開始。
error-code-passkey-refused = 這個通行密鑰不獲接納。
error-code-not-shown = 本頁已經回應，或已在另一個視窗重新開啟。
error-code-frame-refused = 這個二維碼已失效。
error-code-consent-over = 這項授權已經結束，不能再據此讀取任何資料。
error-code-soft-passkey-failed = 模擬手機不能在這個網址使用通行密鑰。

## 紀錄

activity-title = 我的紀錄
activity-lead = 列出與你的帳戶和資料有關的每件事，最新的在最前。內容來自本平台自己的證據，而不是別人的報告。
activity-pause = 停止更新本列表
activity-resume = 繼續更新本列表
activity-none = 尚未有任何紀錄。
activity-details = 詳情和收據
activity-older = 較早的紀錄
activity-newest = 最新的紀錄
activity-fields = 哪些資料

tag-refused = 已拒絕
tag-failed = 失敗
tag-unknown = 結果不明
tag-warning = 警告

event-account-registered = 你完成了登記
event-refused-lost-card = 有人嘗試用你已報失的身份證登記
event-refused-already-registered = 有人嘗試用你的身份證再次登記
event-authenticator-added = 你的帳戶新增了通行密鑰
event-session-started-passkey = 你用通行密鑰在這裏登入
event-session-started-xdev = 你在另一個螢幕登入，並在手機上批准
event-session-ended = 你已登出
event-login-granted = 你登入了{ $service }
event-request-declined = 你拒絕了{ $service }的要求
event-consent-given-login = 你授權{ $service }知道是誰登入
event-consent-given-exchange = 你授權{ $service }向{ $provider }取得「{ $dataset }」
event-consent-withdrawn = 你撤回了給{ $service }的授權
event-consent-expired = 你給{ $service }的授權已到期
event-consent-returned = { $service }交還了你給它的授權
event-token-exchanged = { $from }讓{ $service }代你行事
event-claims-released = { $service }收到了你經核實的資料
event-read-intended = 已代{ $service }向{ $provider }索取「{ $dataset }」
event-read-delivered = { $service }從{ $provider }收到「{ $dataset }」
event-read-refused = { $service }嘗試讀取「{ $dataset }」，已被拒絕
event-read-refused-profile = { $service }嘗試讀取你經核實的資料，已被拒絕
event-read-refused-unknown = { $service }要求取得這裏沒有的資料，已被拒絕
event-read-failed = 未能代{ $service }從{ $provider }取得「{ $dataset }」
event-read-unknown = 已代{ $service }向{ $provider }索取「{ $dataset }」，結果不明
event-incident-reported = { $provider }在與{ $service }的交換中未有遵守規則，回覆已被攔截
event-sandbox-person-created = 這個虛構人物為測試而建立
event-unknown = 有一項紀錄，這個版本的平台未能識別

fact-when = 時間
fact-who = 由誰
fact-organisation = 機構
fact-from = 向誰索取
fact-dataset = 甚麼資料
fact-fields = 哪些項目
fact-why = 用途
fact-ground = 理據
fact-consent = 根據哪項授權
fact-consent-link = 你的授權
fact-lasts = 有效期
fact-how = 你如何證明身份
fact-level = 保證級別
fact-resources = 在哪裏代你行事
fact-kinds = 要求甚麼
fact-outcome = 結果
fact-read = 讀取編號
fact-shown = 所示內容的指紋
fact-authenticator = 通行密鑰
fact-receipt = 收據編號

ground-consent = 由你授權
ground-law = 法律容許，無須你的授權
ground-registration = 你正在登記
acr-passkey = 用同一部裝置上的通行密鑰
acr-xdev = 掃描二維碼後，用手機上的通行密鑰
acr-decoupled = 由服務直接在這裏詢問，用通行密鑰批准
acr-bound = 用不能離開其裝置的通行密鑰
level-invited = 獲邀：只供職員控制台使用，身份未經核實
level-basic = 基本：已與入境登記冊核對
level-plus = 進階：你亦可以簽署
kind-login = 登入
kind-exchange = 取得資料
outcome-declined = 已拒絕：沒有送出任何資料
outcome-delivered = 該服務已收到資料，亦只有該服務可以閱讀
outcome-registered = 本平台收到資料，用以核對你的身份
outcome-intended = 正要向持有資料的機構索取。結果另有一項紀錄
outcome-refused = 已拒絕：沒有送出任何資料
outcome-failed = 失敗：沒有送出任何資料
outcome-unknown = 不明：資料可能已經送出，我們正在查明
outcome-released = 已提供

outcome-because = { $outcome }。{ $reason }
refusal-consent-withdrawn = 你已撤回授權
refusal-consent-expired = 授權已到期
refusal-consent-used = 授權只限讀取一次，已經用過
refusal-consent-replaced = 已由較新的授權取代
refusal-fields-exceed-consent = 所要求的項目多於你所授權的
refusal-purpose-mismatch = 用途與你所授權的不同
refusal-dataset-mismatch = 所要求的資料與你所授權的不同
refusal-consent-unknown = 沒有這項授權
refusal-other = 原因：{ $code }

receipt-title = 紀錄內容
receipt-proof-heading = 收據和證明
receipt-logged = 這項紀錄的證明已寫入公開的證據日誌。
receipt-waiting = 這項紀錄尚未寫入公開的證據日誌。這需要幾秒；請重新載入本頁。
receipt-download = 下載收據
receipt-verify-heading = 自行核實，毋須問我們
receipt-verify-text = 下載收據，並從你信任的來源取得日誌的公鑰一次。然後在任何電腦上執行以下指令，不需要連接網絡：
receipt-verify-key = 日誌的公鑰
receipt-verify-fails = 收據只要有一個位元被改動，核實便會失敗。
receipt-private = 日誌只存放每項紀錄的指紋，沒有人能從中得知你做了甚麼。

## 我的授權

consents-title = 我的授權
consents-lead = 這些服務只可以做這裏所寫的事。每一項你都可以撤回。
consents-none = 你沒有任何仍然有效的授權。
consents-details = 詳情
consents-muted-heading = 不得向你提出請求的服務
consents-muted-text = 這些服務不能自行向你提出請求。你自己在這些服務開始的事不受影響。
consents-muted-since = 由{ $date }起
consents-unmute = 准許{ $service }再向我提出請求
consent-login = 知道是誰登入
consent-login-fields = 知道是誰登入，並收到你的資料
consent-exchange = 取得「{ $dataset }」
consent-title = { $service }：你的授權
consent-what = 內容
consent-given = 授權日期
consent-ended = 結束日期
consent-number = 編號
consent-state-active = 有效
consent-state-used = 已使用
consent-state-withdrawn = 已撤回
consent-state-expired = 已到期
consent-state-replaced = 已由較新的授權取代
consent-withdraw = 撤回
consent-withdraw-title = 撤回給{ $service }的授權？
consent-withdraw-text = { $service }下次據此讀取時，會即時被拒絕。
consent-withdraw-login = { $service }下次向這裏提出要求時，便會被登出。你再登入該服務時，它要重新徵求你的同意。
consent-withdraw-past = 它已經收到的資料，我們不能取回。請要求{ $organisation }刪除。
consent-withdraw-confirm = 是，撤回
consent-withdraw-keep = 否，保留
consent-withdrawn-title = 已撤回
consent-withdrawn-text = { $service }不能再據此讀取任何資料。
consent-withdrawn-list = 返回我的授權
consent-ended-text = 這項授權已經結束，不能再據此讀取任何資料。

## 訊息

messages-title = 訊息
messages-none = 你沒有訊息。
messages-unread = 未讀
messages-warning = 重要
messages-mark-read = 標示為已讀
messages-look = 查看這個請求
messages-sent = 發送於{ $date }
messages-older = 較早的訊息
messages-newest = 最新的訊息

## 帳戶

account-title = 帳戶
account-level = 保證級別
account-since = 登記日期
account-session = 你的登入方式
account-passkeys-heading = 你的通行密鑰
account-passkey-created = 建立日期
account-passkey-used = 上次使用
account-passkey-never = 尚未使用
account-passkey-kept = 存放位置
account-passkey-synced = 由裝置供應商在你的裝置之間同步
account-passkey-bound = 只在一部裝置上
account-more-heading = 登入狀態和代碼
sessions-title = 已登入的瀏覽器
sessions-lead = 你登入了的每個瀏覽器。如果有你不認得的，請把它登出，並查看你的紀錄。
sessions-here = 這個瀏覽器
sessions-agent = { $system }上的{ $program }
sessions-program-other = 其他瀏覽器
sessions-system-other = 其他系統
sessions-unknown = 未知的瀏覽器
sessions-since = 登入時間
sessions-seen = 上次使用
sessions-services = 正在使用的服務
sessions-service = { $service }（由{ $date }起）
sessions-services-none = 沒有
sessions-end = 在該處登出
user-code-title = 服務向你提出請求時所用的代碼
user-code-lead = 有些服務可以不經你的瀏覽器請你批准。如果你設定代碼，這些服務可能要先知道代碼才能再向你提出請求：只可告訴你正在使用的服務。
user-code-is-set = 已設定代碼
user-code-is-not-set = 未設定代碼
user-code-label = 新代碼
user-code-hint = 八個數字。之後不會再顯示。
user-code-set = 設定代碼
user-code-change = 更改代碼
user-code-remove = 移除代碼
user-code-remove-text = 沒有代碼時，你曾拒絕的服務可能無法再向你提出請求。
user-code-malformed = 請輸入八個數字
user-code-guessable = 請勿選用全部相同或連續的數字
device-title = 輸入裝置的代碼
device-lead = 電視、自助機或其他裝置向你顯示代碼。在這裏輸入後，你會看到請求的內容，再作決定。
device-warning = 只可輸入你面前的裝置所顯示的代碼。沒有人會要求你輸入傳送給你的代碼。
device-code = 裝置上的代碼
device-code-hint = 八個字母，例如BCDF-GHJK
device-submit = 繼續
device-missing = 請輸入裝置顯示的代碼
device-refused = 這個代碼無效或已失效。請查看裝置，輸入它現在顯示的代碼。
account-logout-heading = 登出
account-logout-text = 這會結束你在這個瀏覽器的登入。你登入過的服務各有自己的登入狀態。
account-logout = 登出

## 運作方式

about-title = 運作方式
about-lead = 一個帳戶，通行每項公共服務：用它登入，用它作決定，並看到與它有關的每件事。
about-approve-heading = 由你決定
about-approve-text = 服務提出要求時，你會看到同一種頁面：誰要求、為何要求、要哪些資料、為期多久。你可以用通行密鑰批准，或者拒絕。你的通行密鑰所簽署的，正是頁面所示的內容。
about-exchange-heading = 交換的內容，我們看不到
about-exchange-text = 一個機構經你授權把資料送給另一個機構時，發送者會為接收者加密。資料經過這裏時是密封的。
about-evidence-heading = 毋須只聽我們說
about-evidence-text = 每件事都會在你的紀錄裏留下收據，並在只增不減的公開日誌裏留下指紋。任何人都可以用日誌的公鑰離線核實收據。
about-evidence-key = 日誌的公鑰
about-privacy-heading = 私隱
about-privacy-held = 我們保存你的身份證號碼、姓名和出生日期（以專屬於你的密鑰加密）、通行密鑰的公鑰、你的授權，以及你的紀錄。
about-privacy-not = 我們不會保存你的指紋、容貌或密碼，亦不會保存機構之間交換的資料。
about-privacy-pseudonym = 每項服務都以不同的隨機代號認識你。除非你向它們提供身份證號碼，否則各項服務不能把你的行為拼湊起來。
about-privacy-cookies = 我們使用 Cookie，只為保持登入、把你開始了的事與你的瀏覽器連繫，以及記住你的語言。我們不會追蹤你。
about-accessibility-heading = 無障礙
about-accessibility-text = 這些網頁以 WCAG 2.2 AA 級為目標。用鍵盤、用螢幕閱讀器、放大至 400% 都可使用；除通行密鑰、鏡頭和二維碼圖片外，毋須 JavaScript。
about-accessibility-qr = 如不能掃描二維碼，可以在同一部裝置用通行密鑰登入，或貼上二維碼的文字。
about-accessibility-tested = 網頁以三種語言接受自動測試，但尚未由外間機構審核。
about-sandbox-heading = 這是測試環境
about-sandbox-text = 這裏所有人物都是虛構的，一切資料都可能隨時刪除。切勿輸入任何真實人物的資料。

## 模擬手機

phone-title = 模擬手機
phone-label = 模擬手機：代替你自己的手機
phone-lead = 本頁代替你自己的手機。通行密鑰由程式產生，而不是由指紋感應器產生；其他一切與真正的手機相同。
phone-people-heading = 這部手機上的人
phone-people-none = 尚未有人。請為一位人物登記：在最後一步選擇在模擬手機上建立通行密鑰。
phone-login-as = 以 { $name } 的身份登入
phone-logged-in-as = 現以 { $name } 的身份登入
phone-logout = 在這部手機登出
phone-register = 在這部手機為人登記
phone-scan-heading = 掃描二維碼
phone-scan-link = 開啟掃描頁
phone-log-in-first = 請先在手機上登入，然後掃描。
phone-other-screen = 到另一個螢幕繼續
phone-home = 返回手機首頁
phone-unlock-text = 真正的手機這時會要求你提供指紋、容貌或密碼。這部手機在你按下按鈕時便會批准。

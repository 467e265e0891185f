# 職員控制台。用字淺白；說明會發生甚麼事、應做甚麼。

## 每一頁

console-name = 職員控制台
console-nav-desk = 我的工作枱
console-nav-organisations = 機構
console-nav-staff = 職員
console-nav-mandates = 代理授權
console-nav-clients = 客戶端
console-nav-datasets = 數據集
console-nav-providers = 提供者
console-nav-purposes = 用途
console-nav-people = 市民
console-nav-evidence = 證據
console-nav-officers = 雙人操作
console-nav-system = 系統
console-acting-for = 你正代表{ $organisation }行事。
console-me-link = 你的角色，或代表另一機構
console-organisation = 機構
console-never = 從未
console-nobody = 資料已被刪除的人

## 清單

list-search = 搜尋
list-search-button = 搜尋
list-filter-all = 全部
list-empty = 這裏暫時沒有任何項目。
list-nothing = 沒有符合搜尋條件的項目。
list-show-all = 顯示整份清單
list-found = 共 { $count } 項
list-found-pages = 共 { $count } 項，第 { $page } 頁，共 { $pages } 頁
list-previous = 上一頁
list-next = 下一頁
list-page-of = 第 { $page } 頁，共 { $pages } 頁
list-export = 下載此清單（CSV）

## 登入及登出

console-login-title = 登入職員控制台
console-login-lead = 供平台及參與機構的職員使用。請用這部裝置上的通行密鑰；這裏不可用手機或二維碼登入。
console-login-button = 用通行密鑰登入
console-login-failed = 通行密鑰不獲接納，請再試一次。只有機構職員的通行密鑰才可開啟控制台。
console-login-noscript = 用通行密鑰登入需要 JavaScript。請為本網站開啟 JavaScript，然後重新載入本頁。
console-login-ends-heading = 登入何時結束
console-login-ends = 如 { $minutes } 分鐘內沒有任何操作，或登入後最遲 { $hours } 小時，你會自動登出。屆時未確認的事項不會執行；請重新登入，再做一次。
console-login-others-heading = 如果這不是你要找的頁面
console-login-invited = 你獲邀成為某機構的職員？請開啟你收到的連結。
console-login-citizen = 登入你自己的帳戶
console-logout-title = 你已登出職員控制台
console-logout-text = 如果你在此瀏覽器亦登入了自己的帳戶，該帳戶仍然保持登入。
console-login-again = 再次登入

## 加入

console-join-title = 加入{ $organisation }的職員行列
console-join-lead = { $organisation }的職員管理人邀請你使用本控制台工作。如果你並不知情，請不要繼續。
console-join-bootstrap = 本平台的營運者在命令列建立了這條連結，供{ $organisation }的首批保安主任使用。除非由他們交給你，否則請不要繼續。
console-join-name = 你的工作稱呼
console-join-name-hint = 同事怎樣稱呼你，例如「陳大文（牌照組）」。同事會在你所做的事旁邊看到它；儲存時以你個人的密鑰加密。
console-join-name-missing = 請填寫同事對你的稱呼
console-join-account-text = 你會以現正登入的帳戶加入，並以該帳戶的通行密鑰確認。你的個人頁面與工作是分開的：機構看不到你的資料，也看不到你作為市民所做的事。
console-join-new-text = 你會在這部裝置上建立一個通行密鑰，只可用來開啟本控制台。你的裝置會要求你提供指紋、容貌或密碼。
console-join-button = 用通行密鑰加入
console-join-button-new = 建立通行密鑰並加入
console-join-failed = 通行密鑰不獲接納，你尚未加入。請再試一次。
console-join-noscript = 加入時需要通行密鑰，因此需要 JavaScript。請為本網站開啟 JavaScript，然後重新載入本頁。
console-join-log-in-text = 你會以自己的帳戶加入，讓機構確知在此工作的是誰。請先登入；之後會返回本頁。
console-join-log-in = 登入你的帳戶
console-joined = 你已加入。需要另一人同意的角色，會在同意後生效。

## 工作枱

console-desk-title = 我的工作枱
console-desk-decide = 等候你決定
console-desk-decide-none = 沒有事項等候你決定。
console-desk-mine = 你提出的建議
console-desk-review = 須盡快確認的角色
console-desk-review-text = { $count } 個角色如無人及時確認便會終止。
console-desk-invitations = 尚未接受的邀請
console-desk-all = 顯示全部 { $count } 項
console-desk-proposals = 所有建議

## 你的角色

console-me-title = 你的角色
console-me-allowed = 你現在可以做的事
console-me-places = 你是哪些機構的職員
console-me-name = 同事對你的稱呼
console-me-no-role = 目前沒有角色
console-me-now = 你正代表此機構行事
console-me-switch = 代表{ $organisation }行事
console-me-drop = 放棄角色「{ $role }」
console-me-leave = 離開{ $organisation }的職員行列

## 確認操作

console-act-propose-title = 確認你的建議
console-act-approve-title = 批准這項建議？
console-act-decline-title = 拒絕這項建議？
console-act-withdraw-title = 撤回你的建議？
console-act-invite-title = 確認邀請
console-act-revoke-title = 撤回這項邀請？
console-act-end-grant-title = 終止這個角色？
console-act-end-member-title = 終止這名職員的職位？
console-act-confirm-grant-title = 確認仍需要這個角色？
console-act-give-mandate-title = 確認代理授權
console-act-end-mandate-title = 終止這項代理授權？
console-act-lead = 目前尚未執行任何操作。請細閱將會發生的事，然後取消或確認。如果你離開本頁，甚麼也不會發生。
console-act-effects = 將會發生的事
console-act-now = 確認後即時發生的事
console-act-later = 獲批准後發生的事
console-act-no-effects = 不會有任何改變。
console-act-waits-approver = 須由平台的另一名審批員同意後才會生效，你本人不可以審批。
console-act-waits-security = 須由平台的另一名保安主任同意後才會生效，你本人不可以審批。
console-act-waits-officer = 須由另一名人員同意後才會生效，你本人不可以審批。生效後無法還原。
console-act-made = 由誰提出
console-act-content = 具體內容
console-act-passkey = 確認時，你的裝置會要求你提供指紋、容貌或密碼；你的通行密鑰會簽署這裏所顯示的內容。取消則不需要。
console-act-noscript = 用通行密鑰確認需要 JavaScript。請為本網站開啟 JavaScript，然後重新載入本頁。取消則不需要。
console-act-failed = 通行密鑰不獲接納，因此沒有執行任何操作。請再看一次本頁，然後重新決定。
console-act-changed = 此操作的結果自顯示後已有改變，因此沒有執行任何操作。請再看一次，然後決定。
console-act-digest = 建議的指紋：
console-act-approve = 批准
console-act-decline = 拒絕
console-act-withdraw = 撤回
console-act-confirm = 確認
console-done-title = 已完成
console-done-text = 已經生效，並已記錄在證據日誌。
console-waits-title = 已記錄，等候另一人同意
console-done-waits = 另一人同意後便會生效。你可以在工作枱看到結果。
console-done-proposal = 查看建議
console-done-desk = 返回我的工作枱
console-once-title = 已完成，請立即複製
console-once-warning = 以下內容只會顯示一次。離開本頁後，任何人都無法再次顯示。
console-once-link = 邀請連結
console-once-link-text = 請只交給你邀請的人：最先開啟連結的人便可加入。請用你能確定收件人身分的方式交付。
console-once-link-label = 連結
console-once-secret = 密碼
console-once-secret-text = 請把它存放在服務保管機密的地方。這裏只儲存它的指紋。
console-once-secret-label = 密碼
console-once-result = 已開啟的內容
console-once-result-text = 請全部複製。當事人可以看到內容已被開啟。

## 建議

console-proposals-title = 建議
console-proposals-lead = 職員想作出的更改、由誰提出、由誰同意。
console-proposals-hint = 所涉事項的簡稱
console-proposals-none = 暫時沒有任何建議。要提出建議，請到有關機構、客戶端或數據集的頁面。
console-proposal-title = { $kind }：{ $subject }
console-proposal-kind = 類別
console-proposal-subject = 所涉事項
console-proposal-maker = 提出者
console-proposal-made = 提出時間
console-proposal-state = 狀態
console-proposal-needed = 批准
console-proposal-needed-of = { $given }／{ $needed }
console-proposal-approved = 批准者
console-proposal-decided = 決定時間
console-proposal-until = 等候至
console-proposal-digest = 指紋
console-proposal-decide = 決定
console-proposal-mine = 這是你提出的建議，由另一人決定。在等候期間，你可以撤回。
console-proposal-yours = 你可以作決定。下一頁會說明將會發生的事，然後由你確認。
console-proposal-others = 等候其他人決定。
console-proposal-approve = 批准⋯⋯
console-proposal-decline = 拒絕⋯⋯
console-proposal-withdraw = 撤回⋯⋯
proposal-state-waiting = 等候中
proposal-state-applied = 已生效
proposal-state-declined = 已拒絕
proposal-state-withdrawn = 已撤回
proposal-state-expired = 已逾期
kind-organisation = 機構
kind-role = 角色
kind-client = 客戶端
kind-client-secret = 新的客戶端密碼
kind-client-stop = 停用客戶端
kind-client-resume = 恢復客戶端
kind-client-registration = 讓程式登記客戶端
kind-dataset = 數據集
kind-provider = 提供者
kind-purpose = 用途
kind-person-erasure = 刪除個人資料
kind-receipt-opening = 開啟收據
kind-notice-suspension = 暫緩通知
kind-job-retry = 重做工作

## 建議的內容

content-none = 無
content-separator = ；
content-before = 原本：{ $value }
content-added = （新增）
content-new = 首次登記
content-removed = 移除：{ $value }
content-id = 簡稱
content-kind = 類別
content-name = 名稱
content-status = 狀況
content-identifiers = 識別號碼
content-units = 單位
content-contacts = 聯絡方法
content-purpose = 用途
content-email = 電郵
content-phone = 電話
content-role = 角色
content-value-kind-department = 政府部門
content-value-kind-public-body = 公共機構
content-value-kind-company = 公司
content-value-status-active = 參與中
content-value-status-suspended = 已暫停
content-value-status-closed = 已結束

## 角色及其權限

role-registrar = 登記主任
role-text-registrar = 管理機構的登記資料、職員及代理授權。
role-integrator = 系統整合員
role-text-integrator = 把服務接駁到平台。
role-data-steward = 數據管理員
role-text-data-steward = 負責機構持有的數據。
role-approver = 審批員
role-text-approver = 在對公眾生效的事項上擔任第二把關人。
role-auditor = 審計員
role-text-auditor = 查看職員及機構所做的事，但不能作任何更改。
role-operator = 營運員
role-text-operator = 維持系統運作。
role-security-officer = 保安主任
role-text-security-officer = 監察誰可以做甚麼。
permission-desk = 進入控制台，查看等候你處理的事項
permission-organisations-read = 查看機構
permission-organisations-propose = 建議新增或更改機構
permission-staff-read = 查看誰擔任哪個角色
permission-staff-manage = 邀請職員，授予、終止及確認角色
permission-mandates-manage = 查看、給予及終止代理授權
permission-clients-read = 查看客戶端
permission-clients-propose = 建議客戶端，並為其產生新密碼
permission-clients-stop = 即時停用客戶端
permission-datasets-read = 查看數據集及提供者
permission-datasets-propose = 建議數據集及提供者
permission-purposes-read = 查看用途
permission-purposes-propose = 建議用途
permission-catalogue-approve = 審批他人建議的機構、客戶端、數據集、提供者及用途
permission-roles-approve = 審批他人建議的重要角色
permission-people-look = 查閱某人的紀錄，當事人會看到理由
permission-evidence-read = 查看職員及機構所做事情的證據
permission-system-read = 查看系統狀況
permission-system-act = 重新執行被擱置的工作
permission-officers-act = 與另一名人員一起執行無法還原的操作
console-role = 角色
console-role-weighty-hint = 須先由保安主任同意。
console-role-since = 始於
console-role-used = 上次使用
console-role-review = 確認期限
console-role-do = 可進行的操作
console-role-give = 授予另一角色
console-role-give-title = 授予{ $member }另一角色
console-role-missing = 請選擇角色
console-role-all-held = 此人已擔任所有角色。
console-role-end-this = 終止「{ $role }」

## 機構

console-organisations-title = 機構
console-organisations-lead = 參與平台的政府部門、公共機構及公司。
console-organisations-hint = 任何語言的名稱、簡稱或識別號碼
console-organisations-none = 暫時沒有已登記的機構。平台的登記主任可以提出建議。
console-organisations-new = 建議新機構
console-organisation-new-title = 建議新機構
console-organisation-change-title = 建議更改此機構
console-organisation-form-lead = 提出建議前，你會再看到全部內容一次。須由平台的審批員同意後才會生效。
console-organisation-name = 名稱
console-organisation-name-hint = 公眾所知的名稱，每種語言各填一次
console-organisation-name-missing = 請以此語言填寫機構名稱：{ $language }
console-organisation-id = 簡稱
console-organisation-id-hint = 小寫字母、數字、點及連字號，例如 fire-services。日後不可更改。
console-organisation-id-bad = 請填寫 1 至 64 個小寫字母、數字、點或連字號的簡稱
console-organisation-id-taken = 已有機構使用此簡稱，請另選一個
console-organisation-kind = 類別
console-organisation-kind-missing = 請選擇機構類別
console-organisation-status = 狀況
console-organisation-status-missing = 請選擇機構的狀況
organisation-status-active = 參與中
organisation-status-suspended = 已暫停
organisation-status-closed = 已結束
organisation-status-text-active = 職員可以工作，其客戶端及數據集正在使用。
organisation-status-text-suspended = 職員不能進入，代理授權終止，職員提出的建議撤回；無人可以登入其服務，亦不會與其交換數據，直至恢復參與。
organisation-status-text-closed = 永久結束，不能恢復：職員職位、代理授權及邀請均告終止，其服務及數據集不再使用。
console-organisation-identifiers = 識別號碼
console-organisation-identifier-nth = 識別號碼 { $number }
console-organisation-identifier-scheme = 登記冊
console-organisation-identifier-scheme-hint = 號碼來自哪個登記冊，例如 br。清空整行即可移除。
console-organisation-identifier-value = 號碼
console-organisation-identifier-add = 新增識別號碼
console-organisation-identifier-missing = 請同時填寫登記冊及號碼，或兩者都留空
console-organisation-units = 單位
console-organisation-unit-nth = 單位 { $number }
console-organisation-unit-id = 單位簡稱
console-organisation-unit-id-bad = 請填寫單位簡稱：小寫字母、數字、點或連字號
console-organisation-unit-name = 單位名稱
console-organisation-unit-name-missing = 請以此語言填寫單位名稱：{ $language }
console-organisation-unit-add = 新增單位
console-organisation-contacts = 聯絡點
console-organisation-contact-nth = 聯絡點 { $number }
console-organisation-contact-purpose = 用途
console-organisation-contact-purpose-hint = 填寫職能而非個人姓名，例如：保安、支援、私隱
console-organisation-contact-purpose-missing = 請填寫聯絡點的用途
console-organisation-contact-email = 電郵
console-organisation-contact-phone = 電話
console-organisation-contact-missing = 請填寫聯絡點的電郵地址或電話號碼
console-organisation-contact-add = 新增聯絡點
console-organisation-change = 建議更改
console-organisation-staff = 查看其職員

## 職員

console-staff-title = 職員
console-staff-lead = 誰在此擔任哪個角色，以及上次使用的時間。
console-staff-hint = 稱呼、單位、角色或機構
console-staff-none = 暫時沒有職員。請邀請他人加入。
console-staff-name = 稱呼
console-staff-invited-as = 受邀時的姓名
console-staff-known-as = { $member }（受邀時的姓名：{ $invited }）
console-staff-unit = 單位
console-staff-roles = 角色
console-staff-since = 加入時間
console-staff-used = 上次使用
console-staff-roles-none = 目前沒有角色：此人可以進入控制台，但看不到任何內容。
console-staff-active = 在職
console-staff-ended = 已終止
console-staff-proofed = 身分
console-staff-proofed-yes = 已確立：以本人帳戶加入
console-staff-proofed-no = 未確立：憑連結建立通行密鑰
console-staff-end = 終止此人的職位
console-staff-invite = 邀請他人加入
console-invite-title = 邀請他人成為職員
console-invite-lead = 你會得到一條連結，可交給對方。連結只可使用一次，並有時限。
console-invite-name = 獲邀人士的姓名
console-invite-name-hint = 你所知道的姓名，例如「陳大文」。決定其角色的人會看到這個姓名，以及對方自行填寫的名稱。
console-invite-roles = 角色
console-invite-roles-hint = 請只選擇工作所需的角色。
console-invite-no-role = 請選擇至少一個角色
console-invite-no-unit = 不屬特定單位
console-invitations-title = 邀請
console-invitations-lead = 尚未使用的連結。如有遺失，請撤回。
console-invitations-none = 沒有未使用的邀請。
console-invitation-for = 邀請對象
console-invitation-until = 有效期至
console-invitation-revoke = 撤回

## 權限覆檢

console-reviews-title = 待確認的角色
console-reviews-lead = 每個角色均須定期由擔任者以外的人確認。如無人及時確認，該角色會自動終止。
console-reviews-none = 目前沒有角色需要確認。
console-review-confirm = 確認
console-review-drop = 終止

## 代理授權

console-mandates-title = 代理授權
console-mandates-lead = 誰可以代表機構對外行事、涉及哪些事項及有效期。
console-mandates-hint = 機構簡稱或檔案編號
console-mandates-none = 暫時沒有代理授權。如有人要代表機構行事，請給予授權。
console-mandates-new = 給予代理授權
console-mandate-title = 給予代理授權
console-mandate-lead = 獲授權人以自己的帳戶及通行密鑰行事。根據授權所做的一切，均記錄為代表機構所做。
console-mandate-nobody = 此機構的職員中，暫時無人已確立身分。請先邀請有帳戶的人加入。
console-mandate-representative = 代表人
console-mandate-representative-missing = 請選擇代表機構行事的人
console-mandate-stranger = 非職員
console-mandate-scope = 可做的事
console-mandate-scope-missing = 請選擇至少一項可做的事
console-mandate-limit = 每次付款上限
console-mandate-limit-hint = 以貨幣的主要單位填寫，例如 50,000.00。留空表示沒有上限。
console-mandate-limit-bad = 請以金額形式填寫上限，例如 50,000.00
console-mandate-until = 有效期至
console-mandate-until-hint = 最後一天，最長為兩年
console-mandate-until-bad = 請填寫正確日期
console-mandate-basis = 依據
console-mandate-basis-register = 登記冊載明此人代表該機構
console-mandate-basis-decision = 機構已作出決定
console-mandate-basis-missing = 請選擇授權依據
console-mandate-reference = 檔案編號
console-mandate-reference-hint = 登記冊的條目或決定的編號：字母、數字、連字號及斜線。請勿填寫姓名。
console-mandate-reference-missing = 請填寫檔案編號
console-mandate-state = 狀態
console-mandate-stands = 有效
console-mandate-over = 已到期
console-mandate-end = 終止
mandate-scope-sign = 簽署文件
mandate-scope-consent = 同意讀取機構的資料
mandate-scope-file = 提交表格
mandate-scope-pay = 付款
mandate-ended-organisation = 由機構終止
mandate-ended-register = 因登記冊更改而終止
mandate-ended-closed = 因機構暫停或結束而終止
mandate-ended-place = 因職位終止而終止
mandate-ended-account = 因帳戶已刪除而終止

## 操作的效果

effect-organisation-new = 把{ $organisation }登記為機構。
effect-organisation-changed = 按下列內容更改{ $organisation }的登記資料。
effect-organisation-suspended = 暫停{ $organisation }：{ $sessions } 個職員登入、{ $mandates } 項代理授權及 { $invitations } 項邀請即時終止；其職員提出的 { $proposals } 項建議撤回。
effect-organisation-closed = 永久結束{ $organisation }：{ $members } 個職員職位、{ $mandates } 項代理授權及 { $invitations } 項邀請終止；其職員提出的 { $proposals } 項建議撤回。
effect-organisation-resumed = { $organisation }恢復參與：其職員可以登入，其服務及數據集可以使用。此前的權杖仍然失效。
effect-role-given = { $member }獲授予{ $organisation }的角色「{ $role }」。
effect-role-review-by = 須於 { $until } 前確認，否則會終止。
effect-proposal-waits = 記錄該建議（{ $kind }），尚待 { $needed } 人批准，期限為 { $until }。
effect-proposal-still-waits = 記錄你的批准（{ $kind }），尚待 { $needed } 人批准。
effect-proposal-declined = 拒絕該建議（{ $kind }），不可還原。提出者可以重新建議。
effect-proposal-withdrawn = 撤回該建議（{ $kind }），其內容不會生效。
effect-invitation-made = 建立一條連結，讓{ $member }在 { $hours } 小時內加入{ $organisation }的職員行列。
effect-invitation-role = 加入者即時獲得角色「{ $role }」。
effect-invitation-role-waits = 為加入者建議角色「{ $role }」，須由另一人批准。
effect-invitation-revoked = 撤回加入{ $organisation }的邀請，其連結不再有效。
effect-role-ended = { $member }即時失去{ $organisation }的角色「{ $role }」。
effect-member-ended = { $member }在{ $organisation }的職位終止，涉及 { $roles } 個角色。
effect-member-sessions-ended = 即時結束 { $sessions } 個控制台登入。
effect-member-invitations-revoked = 撤回其發出的 { $invitations } 項邀請。
effect-member-mandates-ended = 其代表該機構的 { $mandates } 項代理授權即時終止。
effect-role-confirmed = { $member }保留角色「{ $role }」，須於 { $until } 前再次確認。
effect-mandate-given = { $member }可代表{ $organisation }行事，直至 { $until }。
effect-mandate-allows = 可做的事：{ $scope }。
effect-mandate-limit = 每次付款上限為 { $limit }。
effect-mandate-ended = { $member }代表{ $organisation }的授權立即終止。

## 可能出現的錯誤

error-code-own-proposal = 這是你自己提出的建議，須由另一人決定。
error-code-concerns-you = 這項建議與你本人有關，須由另一人決定。
error-code-approved-already = 你已批准這項建議，現正等候其他人。
error-code-proposal-decided = 這項建議已有決定，或已逾期。
error-code-own-role = 任何人都不可確認自己的角色，請由同事確認。
error-code-review-early = 這個角色尚未到期覆核，只可在到期前兩星期內確認。
error-code-last-officers = 平台至少須有兩名保安主任。請先邀請另一人並待其角色獲批准，然後再終止此角色。
error-code-bad-work-name = 請以 1 至 80 個字填寫同事對你的稱呼
error-code-bad-invited-name = 請以 1 至 80 個字填寫獲邀人士的姓名
error-code-has-role = 此人已擔任該角色。
error-code-organisation-inactive = 此機構目前沒有參與。
error-code-organisation-closed = 此機構已永久結束。請以新的簡稱登記另一機構。
error-code-already-there = 期間已有其他資料以此簡稱登記。請查看後建議更改，或使用另一簡稱。
error-code-act-changed = 此操作的結果自顯示後已有改變，因此沒有執行任何操作。請再看一次，然後決定。
error-code-act-over = 這項操作已經確認，或等候過久。請查看是否已完成；如未完成，請重新開始。
error-code-own-record = 這是你本人的紀錄。請在自己的帳戶查看，或請同事處理。
error-code-mandate-over = 這項代理授權已結束。
error-code-own-mandate = 任何人都不可根據機構的決定授權自己，請由另一名登記主任處理。
error-code-not-in-register = 登記冊的該條目沒有載明你或對方代表此機構。請檢查條目，或改以機構的決定作依據。
error-code-representative-unknown = 沒有這名已登記的人。代表機構行事的人須先登記。
error-code-beyond-mandate = 這超出了授權範圍。
error-code-already-proposed = 完全相同的建議已經提出，正等候批准。
error-code-member-gone = 此人已不是該機構的職員。
error-code-operator-stays = 營運平台的機構不可暫停或結束。
error-code-bad-unit = 機構沒有這個單位。
error-code-no-roles = 請選擇至少一個角色。
error-code-invitation-over = 此連結已失效：可能已被使用、撤回或過期。請向邀請你的人索取新的連結。
error-code-bad-organisation = 登記資料不完整。請以三種語言填寫每個名稱，每個登記冊及單位簡稱只可出現一次，每個聯絡點須有用途及聯絡方法。
error-code-bad-mandate = 請選擇一個尚未到來、且不超過兩年的最後一天，以及不太高的上限。
console-organisation-identifier-twice = 每個登記冊只可出現一次
console-organisation-unit-twice = 有兩個單位的簡稱相同
console-organisation-contact-email-bad = 請填寫有 @ 的電郵地址，例如 support@example.gov
console-too-long = 最多可填寫 200 個字
content-member = 職員
content-organisation = 機構

## 職員所做的事（顯示於個人紀錄）

event-staff-invited = 邀請他人加入{ $organisation }的職員行列
event-staff-invitation-revoked = 撤回加入{ $organisation }職員行列的邀請
event-staff-joined = 加入{ $organisation }的職員行列
event-staff-joined-invited = 有人接受你的邀請，加入{ $organisation }的職員行列
event-staff-entered = 代表{ $organisation }進入職員控制台
event-staff-left = 離開職員控制台（最後代表{ $organisation }）
event-staff-role-given = 在{ $organisation }授予角色
event-staff-role-confirmed = 確認在{ $organisation }的角色
event-staff-role-ended = 在{ $organisation }的角色終止
event-staff-ended = 在{ $organisation }的職位終止
event-staff-looked = { $organisation }的職員查閱了你的紀錄
event-staff-looked-by-you = 你代表{ $organisation }查閱了某人的紀錄
event-staff-looked-in-vain = 你代表{ $organisation }查找某人的紀錄，但沒有找到
event-proposal-made = 為{ $organisation }提出建議
event-proposal-decided = 就{ $organisation }的建議作出決定
event-proposal-applied = { $organisation }的建議已生效
event-mandate-given = 給予代表{ $organisation }行事的授權
event-mandate-ended = 代表{ $organisation }行事的授權終止
event-backup-made = 已備份數據庫
event-database-restored = 已從備份還原數據庫
fact-roles = 角色
fact-role = 角色
fact-kind = 類別
fact-about = 所涉事項
fact-proposal = 建議編號
fact-mandate = 授權編號
fact-member = 職員編號
staff-ended-ended = 由職員管理人或本人終止
staff-ended-not-confirmed = 沒有人及時確認
staff-ended-organisation-closed = 機構已結束參與
staff-ended-account-deleted = 帳戶已刪除
proposal-decided-approved = 已批准
proposal-decided-declined = 已拒絕
proposal-decided-withdrawn = 已撤回
proposal-decided-expired = 沒有人及時決定
event-key-rotated = 已更換平台的密鑰
event-key-retired = 已停用平台被更換的密鑰
console-role-weighty = 須先由保安主任同意，你才會獲得此角色。
console-join-own-text = 你在本平台有帳戶嗎？請以該帳戶加入，讓機構確知是你本人。
console-join-console-text = 你已經在使用本控制台工作？
console-join-console = 請先登入控制台

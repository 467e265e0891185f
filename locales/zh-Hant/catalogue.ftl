# 職員為公眾登記的項目：客戶端、數據集、提供者、用途。用字淺白；說明會發生甚麼事、應做甚麼。

## 目錄的每一頁

drafting-id = 簡稱
drafting-description = 說明
drafting-choose = 請選擇
drafting-change = 建議更改
drafting-history = 建議紀錄
drafting-history-none = 沒有你可查看的建議。

## 客戶端

clients-title = 客戶端
clients-lead = 各項服務用來讓市民登入及交換資料的程式。
clients-search-hint = 簡稱，或任何語文的名稱
clients-none = 尚未登記任何客戶端。
clients-new = 登記客戶端
clients-new-title = 登記客戶端
clients-change-title = 建議更改客戶端
clients-form-lead = 你在下一頁確認，並（沙盒以外）由另一人批准後，才會登記。
clients-state = 狀況
clients-state-running = 使用中
clients-state-stopped = 已停用
clients-stopped-since = 自 { $date } 起停用：{ $reason }。沒有人可以在該處登入，此前給予它的一切授權均告失效。
clients-organisation-out = 其機構已暫停或結束。在機構恢復參與之前，無人可以在該處登入，此客戶端亦不能交換數據。
clients-id = 客戶端簡稱
clients-id-hint = 例如 library-card。每項請求都會載有此簡稱，日後不能更改。
clients-name = 服務名稱
clients-name-hint = 市民在批准畫面看到的名稱，每種語文最多 60 個字
clients-description = 市民在該處做甚麼
clients-description-hint = 主頁服務清單上的一句說明，每種語文最多 200 個字
clients-listing = 服務清單
clients-listing-yes = 在主頁顯示此服務
clients-listed = 在主頁顯示
clients-home = 服務網址
clients-home-hint = 市民開始使用的地方，例如 https://library.example.gov/
clients-scopes = 客戶端可要求甚麼
clients-scopes-hint = 只選服務所需的項目。市民批准前會逐項看到。
clients-scopes-openid = 讓市民登入
clients-scopes-openid-hint = 服務以專屬的化名認得同一個人。
clients-scopes-card-number = 身份證號碼
clients-scopes-name = 身份證上的姓名
clients-scopes-date-of-birth = 身份證上的出生日期
clients-scopes-offline-access = 保持登入
clients-scopes-offline-access-hint = 服務取得更新權杖，毋須每次要求登入。
clients-scopes-exchange = 交換資料
clients-scopes-exchange-hint = 市民可准許服務向提供者索取其資料。必須有公鑰。
clients-scopes-introspect = 查詢權杖
clients-scopes-introspect-hint = 機構的資源伺服器可查詢送到它那裏的權杖。
clients-scopes-grant-management-query = 查看授權
clients-scopes-grant-management-query-hint = 服務可查詢市民准許了它什麼。
clients-scopes-grant-management-revoke = 交還授權
clients-scopes-grant-management-revoke-hint = 服務可終止市民給它的授權。
clients-purpose = 服務為何要知道登入的是誰
clients-purpose-hint = 已登記的用途。如沒有合適的，請先由數據管理員建議。
clients-native = 程式類別
clients-native-web = 網上服務
clients-native-app = 市民裝置上的應用程式
clients-native-app-hint = 可用自己的協定或迴環地址返回（RFC 8252）。
clients-redirects = 重新導向 URI
clients-redirects-hint = 每行一個。回覆只會送到與此完全相同的地址。如客戶端不讓人登入，請留空。
clients-sector = 化名範圍
clients-auth = 客戶端如何證明身份
clients-auth-private-key-jwt = 以自己的密鑰簽署
clients-auth-private-key-jwt-hint = private_key_jwt：從不傳送任何秘密。建議採用。
clients-auth-client-secret-basic = 以密碼
clients-auth-client-secret-basic-hint = client_secret_basic：客戶端登記後，你可在此產生密碼。
clients-auth-tls-client-auth = 以認證機構發出的證書
clients-auth-tls-client-auth-hint = tls_client_auth：須為本平台信任的認證機構。請在下方填寫證書上的名稱。
clients-auth-self-signed-tls-client-auth = 以自行簽發的證書
clients-auth-self-signed-tls-client-auth-hint = self_signed_tls_client_auth：以你在下方貼上的公鑰識別。
clients-keys = 公鑰
clients-keys-hint = 貼上 JWK Set：EC P-256 或 Ed25519，只限公開部分。切勿貼上私鑰。
clients-consents = 有效授權
clients-consents-count = { $consents } 項
clients-secret = 產生新密碼
clients-secret-row = 密碼
clients-secret-made = 於 { $date } 產生
clients-secret-none = 尚未交給任何人
clients-secret-old = 之前的密碼有效至 { $date }
clients-secret-title = 產生新密碼
clients-secret-lead = 你用通行密鑰確認後，新密碼只會顯示一次。請先準備好存放密碼的地方。
clients-secret-first-lead = 你用通行密鑰確認後，密碼只會顯示一次。請先準備好存放密碼的地方。
clients-secret-keep = 現有的密碼如何處理？
clients-secret-keep-keep = 再有效 24 小時
clients-secret-keep-keep-hint = 你更換密碼期間，不會有請求失敗。
clients-secret-keep-end = 即時失效
clients-secret-keep-end-hint = 如密碼可能已外洩。在換上新密碼前，請求會失敗。
clients-stop = 停用此客戶端
clients-stop-title = 停用客戶端
clients-stop-lead = 由你確認一刻起，沒有人可以在該處登入，它持有的所有權杖亦告失效。
clients-stop-reason = 原因
clients-stop-reason-leaked-key = 密碼或密鑰已落入他人手中
clients-stop-reason-misuse = 它做了不獲准的事
clients-stop-reason-fault = 該處出現故障，令市民受損
clients-stop-reason-asked = 由其機構要求
clients-stop-reason-retired = 服務已經結束
clients-resume = 讓此客戶端恢復運作
clients-registration = 讓程式登記客戶端
clients-registration-lead = 你會取得一個只顯示一次的權杖，供你機構的程式登記客戶端（RFC 7591）。在真實市民使用的平台上，每個客戶端須經另一人批准方可使用。
clients-registration-uses = 客戶端數目
clients-registration-uses-hint = 1 至 100
clients-registration-days = 有效日數
clients-registration-days-hint = 1 至 90
clients-setting-more = 更多設定（少數客戶端需要）
clients-setting-profile = 平台對它的嚴格程度
clients-setting-profile-basic = 基本：一般程式庫所用的 OpenID Connect
clients-setting-profile-basic-hint = 適合低風險服務。其登入的保證程度不會高於基本級別。
clients-setting-profile-standard = 標準：現時的最佳做法
clients-setting-profile-standard-hint = RFC 9700。適合大部分服務。
clients-setting-profile-fapi2 = FAPI 2.0：涉及金錢、健康及其他高風險
clients-setting-profile-fapi2-hint = 預先推送請求、權杖綁定密鑰、不用密碼。
clients-setting-profile-fapi2-signed = FAPI 2.0 並簽署訊息
clients-setting-profile-fapi2-signed-hint = 日後須證明誰人提出甚麼請求時選用。
clients-setting-profile-fapi-ciba = FAPI-CIBA：向不在瀏覽器前的人提出請求
clients-setting-profile-fapi-ciba-hint = 簽署請求、權杖綁定證書。
clients-setting-certificate-kind = 證書名稱的類別
clients-setting-certificate-kind-subject-dn = 主體，例如 CN=client,O=Bank,C=HK
clients-setting-certificate-kind-san-dns = 主機名稱
clients-setting-certificate-kind-san-uri = 網址
clients-setting-certificate = 證書上的名稱
clients-setting-certificate-hint = 適用於以認證機構證書證明身份的客戶端
clients-setting-jwks-uri = 公鑰的網址
clients-setting-jwks-uri-hint = 代替上方貼上的公鑰，讓它可自行更換
clients-setting-binding = 存取權杖綁定甚麼
clients-setting-binding-free = 它出示的密鑰（如有）
clients-setting-binding-dpop = 必須綁定它自己的密鑰（DPoP）
clients-setting-binding-certificate = 必須綁定它的證書
clients-setting-pkce = PKCE
clients-setting-pkce-required = 必須
clients-setting-pkce-optional = 可以省略
clients-setting-pkce-optional-hint = 只適用於「基本」。每個請求須附有 nonce。
clients-setting-requests = 登入請求
clients-setting-requests-pushed = 只接受預先推送的請求（PAR）
clients-setting-requests-signed = 只接受已簽署的請求（JAR）
clients-setting-grants = 取得權杖的其他方式
clients-setting-grants-ciba = 在市民自己的裝置上提出請求（CIBA）
clients-setting-grants-device-code = 沒有鍵盤的裝置（RFC 8628）
clients-setting-grants-token-exchange = 以權杖換取權杖（RFC 8693）
clients-setting-ciba-endpoint = 通知回覆的網址（CIBA）
clients-setting-ciba-endpoint-hint = 如它自行查詢回覆，請留空
clients-setting-ciba-user-code = 防止不明請求的代碼（CIBA）
clients-setting-ciba-user-code-yes = 它可要求市民提供代碼
clients-setting-id-token = ID 權杖的簽署方式
clients-setting-id-token-encryption = ID 權杖的加密方式
clients-setting-userinfo = 用戶資料的簽署方式
clients-setting-userinfo-encryption = 用戶資料的加密方式
clients-setting-response = 回應的簽署方式（JARM）
clients-setting-response-encryption = 回應的加密方式（JARM）
clients-setting-not-encrypted = 不加密
clients-setting-json = 不簽署（JSON）
clients-setting-post-logout-redirect-uris = 登出後的網址
clients-setting-post-logout-redirect-uris-hint = 每行一個
clients-setting-backchannel-logout-uri = 通知登入時段已結束的網址
clients-setting-resources = 資源
clients-setting-sector-identifier-uri = 識別範圍的網址清單
clients-setting-verified-claims = 身份核實的方式
clients-setting-logo-uri = 標誌
clients-setting-policy-uri = 資料政策
clients-setting-tos-uri = 服務條款

## 數據集

datasets-title = 數據集
datasets-lead = 各機構持有、其他機構可在市民同意下索取的個人資料。你可查看所屬機構的數據集，以及已發布的數據集。
datasets-search-hint = 簡稱，或任何語文的名稱
datasets-none = 尚未登記任何數據集。
datasets-whose = 所屬
datasets-own = 我的機構
datasets-new = 登記數據集
datasets-new-title = 登記數據集
datasets-change-title = 建議更改數據集
datasets-form-lead = 你在下一頁確認，並由另一人批准後，才會更改。有效授權絕不會因此擴大：每項授權都列明確切的欄位。
datasets-id = 數據集簡稱
datasets-id-hint = 以你機構的簡稱加句點開首，例如 water.address；日後不能更改。
datasets-name = 名稱
datasets-name-hint = 市民在批准畫面看到的名稱，每種語文最多 80 個字
datasets-description = 內容
datasets-description-hint = 一兩句說明，每種語文最多 300 個字
datasets-provider = 持有機構
datasets-identifier = 以何尋找某人
datasets-reach = 有效授權
datasets-reach-one = { $service }：{ $fields }（{ $consents } 項）
datasets-state = 狀況
datasets-state-draft = 草擬中
datasets-state-draft-hint = 只有你的機構看到。
datasets-state-published = 已發布
datasets-state-published-hint = 其他機構可要求索取。必須已登記你的連接器。
datasets-state-deprecated = 逐步停用
datasets-state-deprecated-hint = 市民已給予的授權繼續有效；不接受新的要求。
datasets-state-withdrawn = 已撤回
datasets-state-withdrawn-hint = 不能再讀取任何資料，亦不能恢復。
datasets-fields-count = 欄位數目
datasets-fields = 欄位
datasets-fields-hint = 要移除某欄位，請清空其名稱及標示。
datasets-field-nth = 欄位 { $number }
datasets-field-add = 加入欄位
datasets-field-name = 傳送時的名稱
datasets-field-name-hint = a-z、0-9 及 _，例如 date_of_birth
datasets-field-label = 市民看到的名稱
datasets-field-class = 分類

## 提供者

providers-title = 提供者
providers-lead = 各機構連接器的地址，以及用以確認其回覆的密鑰。
providers-search-hint = 簡稱或地址
providers-none = 尚未登記任何連接器。
providers-new = 登記連接器
providers-new-title = 登記連接器
providers-change-title = 建議更改連接器
providers-form-lead = 指令「causeway connector keys」會列出密鑰。更換密鑰時，先把新舊密鑰一同登記，轉用新密鑰後才移除舊的。
providers-address = 連接器地址
providers-address-hint = 平台可到達的地址，例如 https://connector.water.example.gov
providers-keys-count = 簽署密鑰數目
providers-signing-keys = 用以簽署的密鑰
providers-signing-keys-hint = 貼上 JWK Set，只限公開部分。
providers-encryption-key = 用以加密識別號碼的密鑰
providers-encryption-key-hint = 貼上一個 P-256 的 JWK，只限公開部分。

## 用途

purposes-title = 用途
purposes-lead = 服務為何可索取資料（市民批准前會看到），以及哪個客戶端可索取甚麼。
purposes-search-hint = 簡稱，或任何語文的字句
purposes-none = 尚未登記任何用途。
purposes-whose = 所屬
purposes-own = 我的機構
purposes-new = 登記用途
purposes-new-title = 登記用途
purposes-change-title = 建議更改用途
purposes-form-lead = 用途的字句由負責機構更改；數據集的使用由持有該數據集的機構建議。每項更改均由另一人批准。
purposes-id = 用途簡稱
purposes-id-hint = 例如 licence-renewal。日後不能更改。
purposes-text = 字句
purposes-text-hint = 市民看到的理由，例如「續領你的駕駛執照」；每種語文最多 120 個字
purposes-owner = 負責機構
purposes-proposer = 代表哪個機構建議
purposes-proposer-hint = 數據集的使用須代表持有該數據集的機構建議。
purposes-client = 誰可索取
purposes-dataset = 索取甚麼
purposes-fields = 哪些欄位
purposes-uses-count = 使用數目
purposes-uses = 使用
purposes-uses-hint = 要移除某項使用，請清空其各欄。如用途只說明服務為何讓人登入，則毋須填寫。
purposes-uses-none = 沒有人可據此索取資料：它只說明服務為何要知道登入的是誰。
purposes-use-nth = 使用 { $number }
purposes-use-add = 加入使用
purposes-use-client = 客戶端簡稱
purposes-use-client-hint = 該客戶端須已登記可交換資料。
purposes-use-dataset = 數據集
purposes-use-fields = 欄位
purposes-use-fields-hint = 傳送時的名稱，以逗號分隔。最多只可索取這些欄位。

## 建議的內容

content-description = 說明
content-listed = 在主頁顯示
content-home-url = 服務網址
content-redirect-uris = 重新導向 URI
content-native = 市民裝置上的應用程式
content-sector = 化名範圍
content-auth = 證明身份的方式
content-keys = 公鑰
content-scopes = 可要求
content-login-purpose = 登入用途
content-keep-old = 現有密碼再有效 24 小時
content-provider = 持有機構
content-fields = 欄位
content-identifier = 以何尋找某人
content-life-cycle = 狀況
content-label = 標示
content-classification = 分類
content-base-url = 連接器地址
content-client = 客戶端
content-dataset = 數據集
content-text = 字句
content-uses = 使用
content-kty = 密鑰類別
content-crv = 曲線
content-x = x
content-y = y
content-kid = 密鑰名稱
content-use = 密鑰用途
content-alg = 演算法
content-provider-signing-keys-keys = 用以簽署的密鑰
content-value-reason-leaked-key = 密碼或密鑰已落入他人手中
content-value-reason-misuse = 它做了不獲准的事
content-value-reason-fault = 該處出現故障
content-value-reason-asked = 由其機構要求
content-value-reason-retired = 服務已經結束
content-value-reason-pending = 由程式登記，正待批准
content-value-life-cycle-draft = 草擬中
content-value-life-cycle-published = 已發布
content-value-life-cycle-deprecated = 逐步停用
content-value-life-cycle-withdrawn = 已撤回
content-value-classification-personal = 個人
content-value-classification-sensitive = 敏感
content-value-identifier-card-number = 身份證號碼
content-value-auth-private-key-jwt = 簽署（private_key_jwt）
content-value-auth-client-secret-basic = 密碼（client_secret_basic）
content-value-auth-tls-client-auth = 認證機構的證書（tls_client_auth）
content-value-auth-self-signed-tls-client-auth = 自行簽發的證書（self_signed_tls_client_auth）
content-days = 有效日數

## 操作的效果

effect-field-is = { $field ->
    [name] 名稱
    [description] 說明
    [home_url] 服務網址
    [native] 程式類別
    [sector] 化名範圍
    [auth] 證明身份的方式
    [login_purpose] 登入用途
    [base_url] 連接器地址
    [encryption_key] 用以加密識別號碼的密鑰
   *[text] 字句
}：{ $value }
effect-field-changes = { $field ->
    [name] 名稱
    [description] 說明
    [home_url] 服務網址
    [native] 程式類別
    [sector] 化名範圍
    [auth] 證明身份的方式
    [login_purpose] 登入用途
    [base_url] 連接器地址
    [encryption_key] 用以加密識別號碼的密鑰
   *[text] 字句
}：{ $old } → { $new }
effect-nothing-changes = 沒有任何更改。
effect-client-new = 為{ $organisation }登記客戶端 { $id }「{ $name }」。
effect-client-changes = 更改客戶端 { $id }「{ $name }」：
effect-client-same = 沒有任何更改。
effect-client-redirect-added = 回覆可送往 { $uri }。
effect-client-redirect-removed = 回覆不再送往 { $uri }。
effect-client-key-added = 密鑰 { $key } 由此生效。
effect-client-key-removed = 密鑰 { $key } 不再有效。
effect-client-scope-added = 可要求：{ $scope ->
    [openid] 讓市民登入
    [card_number] 身份證號碼
    [name] 身份證上的姓名
    [date_of_birth] 身份證上的出生日期
    [offline_access] 保持登入
    [introspect] 查詢權杖
    [grant_management_query] 查看自己的授權
    [grant_management_revoke] 交還自己的授權
   *[exchange] 交換資料
}。
effect-client-scope-removed = 不可再要求：{ $scope ->
    [openid] 讓市民登入
    [card_number] 身份證號碼
    [name] 身份證上的姓名
    [date_of_birth] 身份證上的出生日期
    [offline_access] 保持登入
    [introspect] 查詢權杖
    [grant_management_query] 查看自己的授權
    [grant_management_revoke] 交還自己的授權
   *[exchange] 交換資料
}。
effect-client-listed = 在主頁顯示。
effect-client-unlisted = 不再在主頁顯示。
effect-client-consents = { $consents ->
    [0] 沒有涉及它的有效授權。
   *[other] 有 { $consents } 項有效授權涉及它。
}
effect-client-secret-now = 產生一個密碼，只向你顯示一次。
effect-client-secret-later = 其後由該機構的職員在客戶端的頁面產生密碼。
effect-client-secret-new = 為客戶端 { $id }「{ $name }」產生新密碼，只向你顯示一次。
effect-client-secret-first = 這是第一個密碼：客戶端此前沒有密碼。
effect-client-secret-old-works = 現有密碼再有效 { $hours } 小時。
effect-client-secret-old-ends = 現有密碼即時失效：在換上新密碼前，請求會失敗。
effect-client-secret-older-ends = 再之前的密碼今天仍然有效，將即時失效。
effect-client-stops = 即時停用客戶端 { $id }「{ $name }」。
effect-client-stop-reason = 原因：{ $reason ->
    [leaked_key] 密碼或密鑰已落入他人手中
    [misuse] 它做了不獲准的事
    [fault] 該處出現故障
    [asked] 由其機構要求
   *[retired] 服務已經結束
}。
effect-client-stop-logins = 沒有人可以在該處登入；嘗試登入的人會獲告知服務已停用。
effect-client-stop-tokens = 它持有的所有權杖永久失效，亦不能交換資料。
effect-client-resumes = 客戶端 { $id }「{ $name }」恢復運作。
effect-client-resume-tokens = 此前的權杖仍然失效：市民須重新登入。
effect-client-initial-token = 現會產生一個權杖，只向你顯示一次。你機構的程式可憑它在 { $days } 日內登記最多 { $clients } 個客戶端。
effect-setting-is = { $setting }：{ $value }
effect-setting-changes = { $setting }：{ $old } → { $new }
effect-setting-ends = { $setting }：不再是 { $old }
effect-organisation-clients-stop = 即時拒絕其 { $clients } 個客戶端：無人可以在該處登入，不能交換數據，所持的權杖全部失效。
effect-organisation-datasets-stop = 不再讀取其 { $datasets } 個數據集，不論市民曾給予何種同意。
effect-dataset-new = 登記由{ $organisation }持有的數據集 { $id }「{ $name }」。
effect-dataset-changes = 更改數據集 { $id }「{ $name }」：
effect-life-cycle-is = 狀況：{ $state ->
    [draft] 草擬中，只有持有機構看到
    [published] 已發布，可要求索取
    [deprecated] 逐步停用，不接受新的要求
   *[withdrawn] 永久撤回，不能讀取
}
effect-life-cycle-changes = 狀況：{ $before ->
    [draft] 草擬中
    [published] 已發布
    [deprecated] 逐步停用
   *[withdrawn] 已撤回
} → { $state ->
    [draft] 草擬中，只有持有機構看到
    [published] 已發布，可要求索取
    [deprecated] 逐步停用，不接受新的要求
   *[withdrawn] 永久撤回，不能讀取
}
effect-dataset-field-added = 新欄位 { $field }：{ $label }（{ $class ->
    [personal] 個人
   *[sensitive] 敏感
}）。現有的有效授權均不涵蓋它。
effect-dataset-field-removed = 移除欄位 { $field }：{ $label }。{ $consents ->
    [0] 沒有有效授權列出它。
   *[other] 有 { $consents } 項有效授權列出它；此後不再讀取。
}
effect-dataset-field-label = { $field } 的標示：{ $old } → { $new }。{ $consents ->
    [0] 沒有有效授權列出它。
   *[other] 有 { $consents } 項有效授權是在舊標示下給予的。
}
effect-dataset-field-class = { $field } 的分類：{ $before ->
    [personal] 個人
   *[sensitive] 敏感
} → { $class ->
    [personal] 個人
   *[sensitive] 敏感
}
effect-dataset-purpose-loses = 用途 { $purpose } 涵蓋 { $field }，而該欄位將不再存在。
effect-dataset-consents = { $client }：有 { $consents } 項有效授權，涵蓋的欄位與之前完全相同。
effect-dataset-consents-none = 不影響任何有效授權。
effect-provider-new = 登記{ $organisation }的連接器。
effect-provider-changes = 更改{ $organisation }的連接器：
effect-provider-key-added = 此後接受以密鑰 { $key } 簽署的回覆。
effect-provider-key-removed = 此後拒絕以密鑰 { $key } 簽署的回覆。
effect-provider-serves = { $consents ->
    [0] 它負責回覆{ $dataset }的要求；沒有相關的有效授權。
   *[other] 它負責回覆{ $dataset }的要求，涉及 { $consents } 項有效授權。
}
effect-purpose-new = 登記用途 { $id }「{ $text }」，由{ $organisation }負責。
effect-purpose-changes = 更改用途 { $id }「{ $text }」：
effect-purpose-use-added = { $client }可索取{ $dataset }：{ $fields }
effect-purpose-use-removed = { $client }不可再索取{ $dataset }：{ $fields }
effect-purpose-use-changes = { $client }可索取{ $dataset }：{ $old } → { $new }
effect-purpose-use-loses = { $consents ->
    [0] 不影響{ $client }就{ $dataset }取得的任何授權。
   *[other] { $client }就{ $dataset }取得的授權之中，有 { $consents } 項列出它不可再讀取的欄位。
}

## 草擬內容的錯處

fault-draft-id = 請輸入 1 至 64 個 a-z、0-9、「-」或「.」；不可用「new」一字。
fault-words-missing = 請同時以{ $lang }填寫。
fault-words-too-long = 請縮短。
fault-words-hidden = 請移除換行及看不見的字元。
fault-words-spaces = 請移除前後的空格。
fault-client-id-reserved = 這是平台本身的名稱，請選用另一個。
fault-client-id-taken = 此簡稱已由另一機構使用，請選用另一個。
fault-already-there = 期間已有其他資料以此簡稱登記。請查看後建議更改，或使用另一簡稱。
fault-organisation-unknown = 該機構尚未登記或已暫停，請先處理。
fault-purpose-missing = 請選擇服務為何要知道登入的是誰。
fault-purpose-unknown = 沒有用途 { $value }。請從清單選擇。
fault-auth-missing = 請選擇客戶端如何證明身份。
fault-reason-missing = 請選擇原因。
fault-old-secret-missing = 請選擇如何處理現有的密碼。
fault-url-not-absolute = 請輸入完整地址，以 https:// 開首
fault-url-characters = 請輸入最多 500 個字元，不可有空格。
fault-url-userinfo = 請移除主機名稱前的用戶名稱及 @。
fault-url-query = 請移除 ? 或 # 及其後的部分。
fault-url-not-https = 地址須以 https:// 開首
fault-url-own-machine = 請輸入平台可到達的地址，而非本機的地址。
fault-redirects-missing = 請輸入最少一個市民返回的地址。
fault-redirects-unwanted = 此客戶端不讓人登入，重新導向 URI 請留空。
fault-redirects-too-many = 最多可輸入 20 個重新導向 URI。
fault-redirect-twice = { $value } 出現了兩次，只需輸入一次。
fault-redirect-not-absolute = { $value } 不是完整地址，須以 https:// 開首
fault-redirect-characters = { $value } 太長，或含有地址不可有的字元。請以 % 編碼。
fault-redirect-fragment = { $value } 含有 #。請移除 # 及其後的部分。
fault-redirect-userinfo = { $value } 的主機名稱前有用戶名稱。請移除用戶名稱及 @。
fault-redirect-wildcard = { $value } 含有 *。請逐一輸入完整地址。
fault-redirect-not-normal = 請按瀏覽器的寫法輸入 { $value }：主機名稱用小寫，不寫預設埠，路徑不含 . 或 ..。
fault-redirect-scheme = { $value } 須以 https:// 開首。應用程式可用自己的協定，當中須有句點。
fault-redirect-not-https = { $value } 是本機地址。請用服務的公開地址，以 https:// 開首
fault-redirect-localhost = 請把 { $value } 中的 localhost 改為 http://127.0.0.1 或 http://[::1]。
fault-redirect-native-path = { $value } 須有路徑，例如 gov.example.app:/callback；自己的協定之後不可有主機名稱。
fault-sector-several-hosts = 所有重新導向 URI 須用同一主機：市民在每個主機有一個化名。其他主機請另行登記客戶端。
fault-sector-taken = 另一機構的客戶端已使用 { $value }。請用你自己的主機。
fault-sector-fixed = 已登記的客戶端不能更改化名範圍。
fault-sector-wrong = 化名範圍就是重新導向 URI 的主機。
fault-scopes-missing = 請最少選擇一項：讓市民登入，或交換資料。
fault-scopes-without-login = 「{ $value }」須連同登入。請同時選擇讓市民登入。
fault-keys-missing = 請貼上公鑰：簽署以公鑰核實。
fault-certificate-missing = 請填寫證書上的名稱：認證機構只為該名稱作證。
fault-certificate-name = { $value } 不是該類別的名稱。請按證書所載填寫。
fault-profile-missing = 請選擇平台的嚴格程度。
fault-uses-number = 請填寫 1 至 100 的數目。
fault-days-number = 請填寫 1 至 90 的數目。
fault-keys-too-long = 最多可貼上 32 KiB：只限公鑰，不包括證書。
fault-keys-not-json = 這不是 JWK Set。請貼上 JSON，例如 {"{"}"keys": [...]{"}"}。
fault-keys-private = 這是私鑰（{ $value }），現已不再保密。請產生並改用新的密鑰，只貼上其公開部分。
fault-keys-too-many = 最多可保留八個密鑰。
fault-key-kind = 不可使用 { $value }。請用 P-256 的 EC 密鑰或 Ed25519。
fault-key-name = 請為每個密鑰設定不同的「kid」（{ $value }）。
fault-key-use = 密鑰 { $value } 註明作其他用途。
fault-key-weak = 密鑰 { $value } 不健全，請重新產生。
fault-key-twice = 同一密鑰不可既用於簽署又用於加密（{ $value }）。
fault-encryption-key-one = 請貼上一個（只限一個）加密密鑰。
fault-provider-taken = 該機構已有連接器，請更改該連接器。
fault-dataset-id-taken = 數據集不能轉移到另一機構，請選用另一簡稱。
fault-dataset-id-prefix = 請以機構簡稱加句點開首，例如 water.address。
fault-dataset-fields = 請描述 1 至 64 個欄位。
fault-dataset-identifier = 只可用身份證號碼尋找某人。
fault-field-name = 請輸入 1 至 64 個 a-z、0-9 或 _。
fault-field-twice = { $value } 出現了兩次。每個欄位須有不同的名稱。
fault-field-revived = 有效授權列出了昔日的欄位 { $value }。請為新欄位選用另一名稱。
fault-life-cycle-missing = 請選擇狀況。
fault-life-cycle-back = 數據集由草擬中到已發布，再到已撤回；不能倒退。
fault-life-cycle-unconnected = 請先登記機構的連接器：否則沒有人會得到回覆。
fault-purpose-id-taken = 此用途由另一機構負責。請登記你自己的用途。
fault-uses-too-many = 最多可有 200 項使用。請另行登記用途。
fault-use-twice = { $value } 就同一數據集出現了兩次。請把所有欄位寫在一起。
fault-use-dataset = 沒有數據集 { $value }，或該數據集已撤回。
fault-use-not-yours = { $value } 不屬你的機構。請聯絡持有機構的數據管理員。
fault-use-client = 沒有已登記可交換資料的客戶端 { $value }。
fault-use-fields = 請最少列出一個欄位，每個只列一次。
fault-use-field-unknown = 數據集沒有欄位 { $value }。

## 拒絕

error-code-client-stopped = 此客戶端已經停用。
error-code-client-not-stopped = 此客戶端並未停用。
error-code-client-without-secret = 此客戶端以密鑰證明身份，沒有密碼。
error-code-proposal-mismatch = 建議的內容與其所述對象不符。請重新提出。
error-code-proposal-malformed = 無法讀取建議。請重新提出。
error-code-service-stopped = 此服務現已暫時停用，沒有任何資料傳送給它。請稍後再試，或向其營運者查詢。

## 給市民：服務已停用

stopped-row = 服務
stopped-tag = 服務已停用
stopped-title = { $service }已停用
stopped-text = 負責管理服務的職員已暫時停用此服務。你不能在該處登入，它亦不能讀取你的任何資料。
stopped-next = 沒有任何資料傳送出去。你給予的授權仍列於你的清單，你可在該處撤回。

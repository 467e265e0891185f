# 工作人员为公众登记的项目：客户端、数据集、提供者、用途。用词浅显；说明会发生什么、应做什么。

## 目录的每一页

drafting-id = 简称
drafting-description = 说明
drafting-choose = 请选择
drafting-change = 建议更改
drafting-history = 建议记录
drafting-history-none = 没有你可以查看的建议。

## 客户端

clients-title = 客户端
clients-lead = 各项服务用来让人登录和交换数据的程序。
clients-search-hint = 简称，或任何语言的名称
clients-none = 尚未登记任何客户端。
clients-new = 登记客户端
clients-new-title = 登记客户端
clients-change-title = 建议更改客户端
clients-form-lead = 你在下一页确认，并且（沙盒以外）由另一人批准后，才会登记。
clients-state = 状态
clients-state-running = 使用中
clients-state-stopped = 已停用
clients-stopped-since = 自 { $date } 起停用：{ $reason }。没有人可以在那里登录，此前给予它的一切授权均已失效。
clients-organisation-out = 其机构已暂停或结束。在机构恢复参与之前，没有人可以在那里登录，此客户端也不能交换数据。
clients-id = 客户端简称
clients-id-hint = 例如 library-card。每项请求都会带有这个简称，日后不能更改。
clients-name = 服务名称
clients-name-hint = 人们在批准页面上看到的名称，每种语言最多 60 个字
clients-description = 人们在那里做什么
clients-description-hint = 主页服务列表上的一句说明，每种语言最多 200 个字
clients-listing = 服务列表
clients-listing-yes = 在主页显示此服务
clients-listed = 在主页显示
clients-home = 服务网址
clients-home-hint = 人们开始使用的地方，例如 https://library.example.gov/
clients-scopes = 客户端可以要求什么
clients-scopes-hint = 只选择服务需要的项目。人们批准前会逐项看到。
clients-scopes-openid = 让人登录
clients-scopes-openid-hint = 服务以专属的化名认得同一个人。
clients-scopes-card-number = 身份证号码
clients-scopes-name = 身份证上的姓名
clients-scopes-date-of-birth = 身份证上的出生日期
clients-scopes-offline-access = 保持登录
clients-scopes-offline-access-hint = 服务取得刷新令牌，不必每次要求登录。
clients-scopes-exchange = 交换数据
clients-scopes-exchange-hint = 人们可以允许服务向提供者获取其数据。必须有公钥。
clients-scopes-introspect = 查询令牌
clients-scopes-introspect-hint = 机构的资源服务器可以查询送到它那里的令牌。
clients-scopes-grant-management-query = 查看授权
clients-scopes-grant-management-query-hint = 服务可以查询人们允许了它什么。
clients-scopes-grant-management-revoke = 交还授权
clients-scopes-grant-management-revoke-hint = 服务可以终止人们给它的授权。
clients-purpose = 服务为什么要知道登录的是谁
clients-purpose-hint = 已登记的用途。如果没有合适的，请先由数据管理员建议。
clients-native = 程序类型
clients-native-web = 网络服务
clients-native-app = 用户设备上的应用
clients-native-app-hint = 可以用自己的协议或回环地址返回（RFC 8252）。
clients-redirects = 重定向 URI
clients-redirects-hint = 每行一个。答复只会发送到与此完全相同的地址。如果客户端不让人登录，请留空。
clients-sector = 化名范围
clients-auth = 客户端如何证明身份
clients-auth-private-key-jwt = 用自己的密钥签名
clients-auth-private-key-jwt-hint = private_key_jwt：从不传送任何秘密。建议采用。
clients-auth-client-secret-basic = 用客户端密钥（共享密钥）
clients-auth-client-secret-basic-hint = client_secret_basic：客户端登记后，你可以在这里生成客户端密钥。
clients-auth-tls-client-auth = 以认证机构签发的证书
clients-auth-tls-client-auth-hint = tls_client_auth：须为本平台信任的认证机构。请在下方填写证书上的名称。
clients-auth-self-signed-tls-client-auth = 以自行签发的证书
clients-auth-self-signed-tls-client-auth-hint = self_signed_tls_client_auth：以你在下方粘贴的公钥识别。
clients-keys = 公钥
clients-keys-hint = 粘贴 JWK Set：EC P-256 或 Ed25519，仅限公开部分。切勿粘贴私钥。
clients-consents = 有效授权
clients-consents-count = { $consents } 项
clients-secret = 生成新的客户端密钥
clients-secret-row = 客户端密钥
clients-secret-made = 于 { $date } 生成
clients-secret-none = 尚未交给任何人
clients-secret-old = 之前的客户端密钥有效至 { $date }
clients-secret-title = 生成新的客户端密钥
clients-secret-lead = 你用通行密钥确认后，新的客户端密钥只显示一次。请先准备好存放它的地方。
clients-secret-first-lead = 你用通行密钥确认后，客户端密钥只显示一次。请先准备好存放它的地方。
clients-secret-keep = 现有的客户端密钥如何处理？
clients-secret-keep-keep = 再有效 24 小时
clients-secret-keep-keep-hint = 你更换期间，不会有请求失败。
clients-secret-keep-end = 立即失效
clients-secret-keep-end-hint = 如果它可能已经泄露。在换上新的之前，请求会失败。
clients-stop = 停用此客户端
clients-stop-title = 停用客户端
clients-stop-lead = 从你确认的一刻起，没有人可以在那里登录，它持有的所有令牌也会失效。
clients-stop-reason = 原因
clients-stop-reason-leaked-key = 它的密钥已落入他人手中
clients-stop-reason-misuse = 它做了不被允许的事
clients-stop-reason-fault = 那里出现故障，使人受损
clients-stop-reason-asked = 由其机构要求
clients-stop-reason-retired = 服务已经结束
clients-resume = 让此客户端恢复运行
clients-registration = 让程序登记客户端
clients-registration-lead = 你会取得一个只显示一次的令牌，供你机构的程序登记客户端（RFC 7591）。在真实用户使用的平台上，每个客户端须经另一人批准方可使用。
clients-registration-uses = 客户端数目
clients-registration-uses-hint = 1 至 100
clients-registration-days = 有效天数
clients-registration-days-hint = 1 至 90
clients-setting-more = 更多设置（少数客户端需要）
clients-setting-profile = 平台对它的严格程度
clients-setting-profile-basic = 基本：一般程序库所用的 OpenID Connect
clients-setting-profile-basic-hint = 适合低风险服务。其登录的保证程度不会高于基本级别。
clients-setting-profile-standard = 标准：现时的最佳做法
clients-setting-profile-standard-hint = RFC 9700。适合大部分服务。
clients-setting-profile-fapi2 = FAPI 2.0：涉及金钱、健康及其他高风险
clients-setting-profile-fapi2-hint = 预先推送请求、令牌绑定密钥、不用客户端密钥。
clients-setting-profile-fapi2-signed = FAPI 2.0 并签署消息
clients-setting-profile-fapi2-signed-hint = 日后须证明谁提出什么请求时选用。
clients-setting-profile-fapi-ciba = FAPI-CIBA：向不在浏览器前的人提出请求
clients-setting-profile-fapi-ciba-hint = 签署请求、令牌绑定证书。
clients-setting-certificate-kind = 证书名称的类别
clients-setting-certificate-kind-subject-dn = 主体，例如 CN=client,O=Bank,C=HK
clients-setting-certificate-kind-san-dns = 主机名称
clients-setting-certificate-kind-san-uri = 网址
clients-setting-certificate = 证书上的名称
clients-setting-certificate-hint = 适用于以认证机构证书证明身份的客户端
clients-setting-jwks-uri = 公钥的网址
clients-setting-jwks-uri-hint = 代替上方粘贴的公钥，让它可自行更换
clients-setting-binding = 访问令牌绑定什么
clients-setting-binding-free = 它出示的密钥（如有）
clients-setting-binding-dpop = 必须绑定它自己的密钥（DPoP）
clients-setting-binding-certificate = 必须绑定它的证书
clients-setting-pkce = PKCE
clients-setting-pkce-required = 必须
clients-setting-pkce-optional = 可以省略
clients-setting-pkce-optional-hint = 只适用于“基本”。每个请求须附有 nonce。
clients-setting-requests = 登录请求
clients-setting-requests-pushed = 只接受预先推送的请求（PAR）
clients-setting-requests-signed = 只接受已签署的请求（JAR）
clients-setting-grants = 取得令牌的其他方式
clients-setting-grants-ciba = 在用户自己的设备上提出请求（CIBA）
clients-setting-grants-device-code = 没有键盘的设备（RFC 8628）
clients-setting-grants-token-exchange = 以令牌换取令牌（RFC 8693）
clients-setting-ciba-endpoint = 通知答复的网址（CIBA）
clients-setting-ciba-endpoint-hint = 如它自行查询答复，请留空
clients-setting-ciba-user-code = 防止不明请求的代码（CIBA）
clients-setting-ciba-user-code-yes = 它可要求用户提供代码
clients-setting-id-token = ID 令牌的签署方式
clients-setting-id-token-encryption = ID 令牌的加密方式
clients-setting-userinfo = 用户资料的签署方式
clients-setting-userinfo-encryption = 用户资料的加密方式
clients-setting-response = 响应的签署方式（JARM）
clients-setting-response-encryption = 响应的加密方式（JARM）
clients-setting-not-encrypted = 不加密
clients-setting-json = 不签署（JSON）
clients-setting-post-logout-redirect-uris = 退出登录后的网址
clients-setting-post-logout-redirect-uris-hint = 每行一个
clients-setting-backchannel-logout-uri = 通知会话已结束的网址
clients-setting-resources = 资源
clients-setting-sector-identifier-uri = 识别范围的网址清单
clients-setting-verified-claims = 身份核实的方式
clients-setting-logo-uri = 标志
clients-setting-policy-uri = 资料政策
clients-setting-tos-uri = 服务条款

## 数据集

datasets-title = 数据集
datasets-lead = 各机构持有、其他机构可在本人同意下获取的个人数据。你可以查看所属机构的数据集，以及已发布的数据集。
datasets-search-hint = 简称，或任何语言的名称
datasets-none = 尚未登记任何数据集。
datasets-whose = 所属
datasets-own = 我的机构
datasets-new = 登记数据集
datasets-new-title = 登记数据集
datasets-change-title = 建议更改数据集
datasets-form-lead = 你在下一页确认，并由另一人批准后，才会更改。有效授权绝不会因此扩大：每项授权都列明确切的字段。
datasets-id = 数据集简称
datasets-id-hint = 以你机构的简称加句点开头，例如 water.address；日后不能更改。
datasets-name = 名称
datasets-name-hint = 人们在批准页面上看到的名称，每种语言最多 80 个字
datasets-description = 内容
datasets-description-hint = 一两句说明，每种语言最多 300 个字
datasets-provider = 持有机构
datasets-identifier = 以什么查找某人
datasets-reach = 有效授权
datasets-reach-one = { $service }：{ $fields }（{ $consents } 项）
datasets-state = 状态
datasets-state-draft = 草拟中
datasets-state-draft-hint = 只有你的机构看得到。
datasets-state-published = 已发布
datasets-state-published-hint = 其他机构可以要求获取。必须已登记你的连接器。
datasets-state-deprecated = 逐步停用
datasets-state-deprecated-hint = 人们已给予的授权继续有效；不接受新的要求。
datasets-state-withdrawn = 已撤回
datasets-state-withdrawn-hint = 不能再读取任何数据，也不能恢复。
datasets-fields-count = 字段数量
datasets-fields = 字段
datasets-fields-hint = 要移除某个字段，请清空它的名称和标签。
datasets-field-nth = 字段 { $number }
datasets-field-add = 添加字段
datasets-field-name = 传输时的名称
datasets-field-name-hint = a-z、0-9 和 _，例如 date_of_birth
datasets-field-label = 人们看到的名称
datasets-field-class = 分类

## 提供者

providers-title = 提供者
providers-lead = 各机构连接器的地址，以及用来确认其答复的密钥。
providers-search-hint = 简称或地址
providers-none = 尚未登记任何连接器。
providers-new = 登记连接器
providers-new-title = 登记连接器
providers-change-title = 建议更改连接器
providers-form-lead = 命令“causeway connector keys”会列出密钥。更换密钥时，先把新旧密钥一起登记，改用新密钥后再移除旧的。
providers-address = 连接器地址
providers-address-hint = 平台可以访问的地址，例如 https://connector.water.example.gov
providers-keys-count = 签名密钥数量
providers-signing-keys = 用来签名的密钥
providers-signing-keys-hint = 粘贴 JWK Set，仅限公开部分。
providers-encryption-key = 用来加密识别号码的密钥
providers-encryption-key-hint = 粘贴一个 P-256 的 JWK，仅限公开部分。

## 用途

purposes-title = 用途
purposes-lead = 服务为什么可以获取数据（人们批准前会看到），以及哪个客户端可以获取什么。
purposes-search-hint = 简称，或任何语言的字句
purposes-none = 尚未登记任何用途。
purposes-whose = 所属
purposes-own = 我的机构
purposes-new = 登记用途
purposes-new-title = 登记用途
purposes-change-title = 建议更改用途
purposes-form-lead = 用途的字句由负责机构更改；数据集的使用由持有该数据集的机构建议。每项更改都由另一人批准。
purposes-id = 用途简称
purposes-id-hint = 例如 licence-renewal。日后不能更改。
purposes-text = 字句
purposes-text-hint = 人们看到的理由，例如“续领你的驾驶执照”；每种语言最多 120 个字
purposes-owner = 负责机构
purposes-proposer = 代表哪个机构建议
purposes-proposer-hint = 数据集的使用须代表持有该数据集的机构建议。
purposes-client = 谁可以获取
purposes-dataset = 获取什么
purposes-fields = 哪些字段
purposes-uses-count = 使用数量
purposes-uses = 使用
purposes-uses-hint = 要移除某项使用，请清空它的各栏。如果用途只说明服务为什么让人登录，则不必填写。
purposes-uses-none = 没有人可以据此获取数据：它只说明服务为什么要知道登录的是谁。
purposes-use-nth = 使用 { $number }
purposes-use-add = 添加使用
purposes-use-client = 客户端简称
purposes-use-client-hint = 该客户端须已登记可以交换数据。
purposes-use-dataset = 数据集
purposes-use-fields = 字段
purposes-use-fields-hint = 传输时的名称，用逗号分隔。最多只能获取这些字段。

## 建议的内容

content-description = 说明
content-listed = 在主页显示
content-home-url = 服务网址
content-redirect-uris = 重定向 URI
content-native = 用户设备上的应用
content-sector = 化名范围
content-auth = 证明身份的方式
content-keys = 公钥
content-scopes = 可以要求
content-login-purpose = 登录用途
content-keep-old = 现有客户端密钥再有效 24 小时
content-provider = 持有机构
content-fields = 字段
content-identifier = 以什么查找某人
content-life-cycle = 状态
content-label = 标签
content-classification = 分类
content-base-url = 连接器地址
content-client = 客户端
content-dataset = 数据集
content-text = 字句
content-uses = 使用
content-kty = 密钥类型
content-crv = 曲线
content-x = x
content-y = y
content-kid = 密钥名称
content-use = 密钥用途
content-alg = 算法
content-provider-signing-keys-keys = 用来签名的密钥
content-value-reason-leaked-key = 它的密钥已落入他人手中
content-value-reason-misuse = 它做了不被允许的事
content-value-reason-fault = 那里出现故障
content-value-reason-asked = 由其机构要求
content-value-reason-retired = 服务已经结束
content-value-reason-pending = 由程序登记，正待批准
content-value-life-cycle-draft = 草拟中
content-value-life-cycle-published = 已发布
content-value-life-cycle-deprecated = 逐步停用
content-value-life-cycle-withdrawn = 已撤回
content-value-classification-personal = 个人
content-value-classification-sensitive = 敏感
content-value-identifier-card-number = 身份证号码
content-value-auth-private-key-jwt = 签名（private_key_jwt）
content-value-auth-client-secret-basic = 客户端密钥（client_secret_basic）
content-value-auth-tls-client-auth = 认证机构的证书（tls_client_auth）
content-value-auth-self-signed-tls-client-auth = 自行签发的证书（self_signed_tls_client_auth）
content-days = 有效天数

## 操作的效果

effect-field-is = { $field ->
    [name] 名称
    [description] 说明
    [home_url] 服务网址
    [native] 程序类型
    [sector] 化名范围
    [auth] 证明身份的方式
    [login_purpose] 登录用途
    [base_url] 连接器地址
    [encryption_key] 用来加密识别号码的密钥
   *[text] 字句
}：{ $value }
effect-field-changes = { $field ->
    [name] 名称
    [description] 说明
    [home_url] 服务网址
    [native] 程序类型
    [sector] 化名范围
    [auth] 证明身份的方式
    [login_purpose] 登录用途
    [base_url] 连接器地址
    [encryption_key] 用来加密识别号码的密钥
   *[text] 字句
}：{ $old } → { $new }
effect-nothing-changes = 没有任何更改。
effect-client-new = 为{ $organisation }登记客户端 { $id }“{ $name }”。
effect-client-changes = 更改客户端 { $id }“{ $name }”：
effect-client-same = 没有任何更改。
effect-client-redirect-added = 答复可以发往 { $uri }。
effect-client-redirect-removed = 答复不再发往 { $uri }。
effect-client-key-added = 密钥 { $key } 由此生效。
effect-client-key-removed = 密钥 { $key } 不再有效。
effect-client-scope-added = 可以要求：{ $scope ->
    [openid] 让人登录
    [card_number] 身份证号码
    [name] 身份证上的姓名
    [date_of_birth] 身份证上的出生日期
    [offline_access] 保持登录
    [introspect] 查询令牌
    [grant_management_query] 查看自己的授权
    [grant_management_revoke] 交还自己的授权
   *[exchange] 交换数据
}。
effect-client-scope-removed = 不能再要求：{ $scope ->
    [openid] 让人登录
    [card_number] 身份证号码
    [name] 身份证上的姓名
    [date_of_birth] 身份证上的出生日期
    [offline_access] 保持登录
    [introspect] 查询令牌
    [grant_management_query] 查看自己的授权
    [grant_management_revoke] 交还自己的授权
   *[exchange] 交换数据
}。
effect-client-listed = 在主页显示。
effect-client-unlisted = 不再在主页显示。
effect-client-consents = { $consents ->
    [0] 没有涉及它的有效授权。
   *[other] 有 { $consents } 项有效授权涉及它。
}
effect-client-secret-now = 生成一个客户端密钥，只向你显示一次。
effect-client-secret-later = 之后由该机构的工作人员在客户端的页面生成客户端密钥。
effect-client-secret-new = 为客户端 { $id }“{ $name }”生成新的客户端密钥，只向你显示一次。
effect-client-secret-first = 这是第一个：客户端此前没有客户端密钥。
effect-client-secret-old-works = 现有的客户端密钥再有效 { $hours } 小时。
effect-client-secret-old-ends = 现有的客户端密钥立即失效：在换上新的之前，请求会失败。
effect-client-secret-older-ends = 再之前的客户端密钥今天仍然有效，将立即失效。
effect-client-stops = 立即停用客户端 { $id }“{ $name }”。
effect-client-stop-reason = 原因：{ $reason ->
    [leaked_key] 它的密钥已落入他人手中
    [misuse] 它做了不被允许的事
    [fault] 那里出现故障
    [asked] 由其机构要求
   *[retired] 服务已经结束
}。
effect-client-stop-logins = 没有人可以在那里登录；尝试登录的人会被告知服务已停用。
effect-client-stop-tokens = 它持有的所有令牌永久失效，也不能交换数据。
effect-client-resumes = 客户端 { $id }“{ $name }”恢复运行。
effect-client-resume-tokens = 此前的令牌仍然失效：人们须重新登录。
effect-client-initial-token = 现会生成一个令牌，只向你显示一次。你机构的程序可凭它在 { $days } 天内登记最多 { $clients } 个客户端。
effect-setting-is = { $setting }：{ $value }
effect-setting-changes = { $setting }：{ $old } → { $new }
effect-setting-ends = { $setting }：不再是 { $old }
effect-organisation-clients-stop = 立即拒绝其 { $clients } 个客户端：无人可以在那里登录，不能交换数据，所持的令牌全部失效。
effect-organisation-datasets-stop = 不再读取其 { $datasets } 个数据集，不论人们曾给予何种同意。
effect-dataset-new = 登记由{ $organisation }持有的数据集 { $id }“{ $name }”。
effect-dataset-changes = 更改数据集 { $id }“{ $name }”：
effect-life-cycle-is = 状态：{ $state ->
    [draft] 草拟中，只有持有机构看得到
    [published] 已发布，可以要求获取
    [deprecated] 逐步停用，不接受新的要求
   *[withdrawn] 永久撤回，不能读取
}
effect-life-cycle-changes = 状态：{ $before ->
    [draft] 草拟中
    [published] 已发布
    [deprecated] 逐步停用
   *[withdrawn] 已撤回
} → { $state ->
    [draft] 草拟中，只有持有机构看得到
    [published] 已发布，可以要求获取
    [deprecated] 逐步停用，不接受新的要求
   *[withdrawn] 永久撤回，不能读取
}
effect-dataset-field-added = 新字段 { $field }：{ $label }（{ $class ->
    [personal] 个人
   *[sensitive] 敏感
}）。现有的有效授权均不涵盖它。
effect-dataset-field-removed = 移除字段 { $field }：{ $label }。{ $consents ->
    [0] 没有有效授权列出它。
   *[other] 有 { $consents } 项有效授权列出它；此后不再读取。
}
effect-dataset-field-label = { $field } 的标签：{ $old } → { $new }。{ $consents ->
    [0] 没有有效授权列出它。
   *[other] 有 { $consents } 项有效授权是在旧标签下给予的。
}
effect-dataset-field-class = { $field } 的分类：{ $before ->
    [personal] 个人
   *[sensitive] 敏感
} → { $class ->
    [personal] 个人
   *[sensitive] 敏感
}
effect-dataset-purpose-loses = 用途 { $purpose } 涵盖 { $field }，而该字段将不再存在。
effect-dataset-consents = { $client }：有 { $consents } 项有效授权，涵盖的字段与之前完全相同。
effect-dataset-consents-none = 不影响任何有效授权。
effect-provider-new = 登记{ $organisation }的连接器。
effect-provider-changes = 更改{ $organisation }的连接器：
effect-provider-key-added = 此后接受以密钥 { $key } 签名的答复。
effect-provider-key-removed = 此后拒绝以密钥 { $key } 签名的答复。
effect-provider-serves = { $consents ->
    [0] 它负责答复{ $dataset }的要求；没有相关的有效授权。
   *[other] 它负责答复{ $dataset }的要求，涉及 { $consents } 项有效授权。
}
effect-purpose-new = 登记用途 { $id }“{ $text }”，由{ $organisation }负责。
effect-purpose-changes = 更改用途 { $id }“{ $text }”：
effect-purpose-use-added = { $client }可以获取{ $dataset }：{ $fields }
effect-purpose-use-removed = { $client }不能再获取{ $dataset }：{ $fields }
effect-purpose-use-changes = { $client }可以获取{ $dataset }：{ $old } → { $new }
effect-purpose-use-loses = { $consents ->
    [0] 不影响{ $client }就{ $dataset }取得的任何授权。
   *[other] { $client }就{ $dataset }取得的授权之中，有 { $consents } 项列出它不能再读取的字段。
}

## 草拟内容的错误

fault-draft-id = 请输入 1 至 64 个 a-z、0-9、“-”或“.”；不能用“new”一词。
fault-words-missing = 请同时以{ $lang }填写。
fault-words-too-long = 请缩短。
fault-words-hidden = 请移除换行和看不见的字符。
fault-words-spaces = 请移除前后的空格。
fault-client-id-reserved = 这是平台本身的名称，请选用另一个。
fault-client-id-taken = 此简称已由另一机构使用，请选用另一个。
fault-already-there = 期间已有其他资料以此简称登记。请查看后提出更改，或使用另一简称。
fault-organisation-unknown = 该机构尚未登记或已暂停，请先处理。
fault-purpose-missing = 请选择服务为什么要知道登录的是谁。
fault-purpose-unknown = 没有用途 { $value }。请从列表选择。
fault-auth-missing = 请选择客户端如何证明身份。
fault-reason-missing = 请选择原因。
fault-old-secret-missing = 请选择如何处理现有的客户端密钥。
fault-url-not-absolute = 请输入完整地址，以 https:// 开头
fault-url-characters = 请输入最多 500 个字符，不能有空格。
fault-url-userinfo = 请移除主机名前的用户名和 @。
fault-url-query = 请移除 ? 或 # 及其后的部分。
fault-url-not-https = 地址须以 https:// 开头
fault-url-own-machine = 请输入平台可以访问的地址，而不是本机的地址。
fault-redirects-missing = 请输入至少一个返回地址。
fault-redirects-unwanted = 此客户端不让人登录，重定向 URI 请留空。
fault-redirects-too-many = 最多可以输入 20 个重定向 URI。
fault-redirect-twice = { $value } 出现了两次，只需输入一次。
fault-redirect-not-absolute = { $value } 不是完整地址，须以 https:// 开头
fault-redirect-characters = { $value } 太长，或含有地址不能有的字符。请用 % 编码。
fault-redirect-fragment = { $value } 含有 #。请移除 # 及其后的部分。
fault-redirect-userinfo = { $value } 的主机名前有用户名。请移除用户名和 @。
fault-redirect-wildcard = { $value } 含有 *。请逐一输入完整地址。
fault-redirect-not-normal = 请按浏览器的写法输入 { $value }：主机名用小写，不写默认端口，路径不含 . 或 ..。
fault-redirect-scheme = { $value } 须以 https:// 开头。应用可以用自己的协议，其中须有句点。
fault-redirect-not-https = { $value } 是本机地址。请用服务的公开地址，以 https:// 开头
fault-redirect-localhost = 请把 { $value } 中的 localhost 改为 http://127.0.0.1 或 http://[::1]。
fault-redirect-native-path = { $value } 须有路径，例如 gov.example.app:/callback；自己的协议之后不能有主机名。
fault-sector-several-hosts = 所有重定向 URI 须用同一主机：人们在每个主机有一个化名。其他主机请另行登记客户端。
fault-sector-taken = 另一机构的客户端已使用 { $value }。请用你自己的主机。
fault-sector-fixed = 已登记的客户端不能更改化名范围。
fault-sector-wrong = 化名范围就是重定向 URI 的主机。
fault-scopes-missing = 请至少选择一项：让人登录，或交换数据。
fault-scopes-without-login = “{ $value }”须连同登录。请同时选择让人登录。
fault-keys-missing = 请粘贴公钥：签名以公钥核实。
fault-certificate-missing = 请填写证书上的名称：认证机构只为该名称作证。
fault-certificate-name = { $value } 不是该类别的名称。请按证书所载填写。
fault-profile-missing = 请选择平台的严格程度。
fault-uses-number = 请填写 1 至 100 的数目。
fault-days-number = 请填写 1 至 90 的数目。
fault-keys-too-long = 最多可以粘贴 32 KiB：仅限公钥，不包括证书。
fault-keys-not-json = 这不是 JWK Set。请粘贴 JSON，例如 {"{"}"keys": [...]{"}"}。
fault-keys-private = 这是私钥（{ $value }），现已不再保密。请生成并改用新的密钥，只粘贴其公开部分。
fault-keys-too-many = 最多可以保留八个密钥。
fault-key-kind = 不能使用 { $value }。请用 P-256 的 EC 密钥或 Ed25519。
fault-key-name = 请为每个密钥设置不同的“kid”（{ $value }）。
fault-key-use = 密钥 { $value } 注明作其他用途。
fault-key-weak = 密钥 { $value } 不健全，请重新生成。
fault-key-twice = 同一密钥不能既用于签名又用于加密（{ $value }）。
fault-encryption-key-one = 请粘贴一个（只限一个）加密密钥。
fault-provider-taken = 该机构已有连接器，请更改该连接器。
fault-dataset-id-taken = 数据集不能转移到另一机构，请选用另一简称。
fault-dataset-id-prefix = 请以机构简称加句点开头，例如 water.address。
fault-dataset-fields = 请描述 1 至 64 个字段。
fault-dataset-identifier = 只能用身份证号码查找某人。
fault-field-name = 请输入 1 至 64 个 a-z、0-9 或 _。
fault-field-twice = { $value } 出现了两次。每个字段须有不同的名称。
fault-field-revived = 有效授权列出了以前的字段 { $value }。请为新字段选用另一名称。
fault-life-cycle-missing = 请选择状态。
fault-life-cycle-back = 数据集由草拟中到已发布，再到已撤回；不能倒退。
fault-life-cycle-unconnected = 请先登记机构的连接器：否则没有人会得到答复。
fault-purpose-id-taken = 此用途由另一机构负责。请登记你自己的用途。
fault-uses-too-many = 最多可以有 200 项使用。请另行登记用途。
fault-use-twice = { $value } 就同一数据集出现了两次。请把所有字段写在一起。
fault-use-dataset = 没有数据集 { $value }，或该数据集已撤回。
fault-use-not-yours = { $value } 不属于你的机构。请联系持有机构的数据管理员。
fault-use-client = 没有已登记可以交换数据的客户端 { $value }。
fault-use-fields = 请至少列出一个字段，每个只列一次。
fault-use-field-unknown = 数据集没有字段 { $value }。

## 拒绝

error-code-client-stopped = 此客户端已经停用。
error-code-client-not-stopped = 此客户端并未停用。
error-code-client-without-secret = 此客户端用密钥签名证明身份，没有客户端密钥（共享密钥）。
error-code-proposal-mismatch = 建议的内容与其所述对象不符。请重新提出。
error-code-proposal-malformed = 无法读取建议。请重新提出。
error-code-service-stopped = 此服务现已暂时停用，没有任何数据传送给它。请稍后再试，或向其运营者查询。

## 给公众：服务已停用

stopped-row = 服务
stopped-tag = 服务已停用
stopped-title = { $service }已停用
stopped-text = 负责管理服务的工作人员已暂时停用此服务。你不能在那里登录，它也不能读取你的任何数据。
stopped-next = 没有任何数据传送出去。你给予的授权仍列在你的清单中，你可以在那里撤回。

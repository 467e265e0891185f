# 职员控制台。用字浅白；说明会发生什么、应该做什么。

## 每一页

console-name = 职员控制台
console-nav-desk = 我的工作台
console-nav-organisations = 机构
console-nav-staff = 职员
console-nav-mandates = 代理授权
console-nav-clients = 客户端
console-nav-datasets = 数据集
console-nav-providers = 提供方
console-nav-purposes = 用途
console-nav-people = 居民
console-nav-evidence = 证据
console-nav-officers = 双人操作
console-nav-system = 系统
console-acting-for = 你正代表{ $organisation }行事。
console-me-link = 你的角色，或代表另一机构
console-organisation = 机构
console-never = 从未
console-nobody = 数据已被删除的人

## 列表

list-search = 搜索
list-search-button = 搜索
list-filter-all = 全部
list-empty = 这里暂时没有任何项目。
list-nothing = 没有符合搜索条件的项目。
list-show-all = 显示整个列表
list-found = 共 { $count } 项
list-found-pages = 共 { $count } 项，第 { $page } 页，共 { $pages } 页
list-previous = 上一页
list-next = 下一页
list-page-of = 第 { $page } 页，共 { $pages } 页
list-export = 下载此列表（CSV）

## 登录和退出

console-login-title = 登录职员控制台
console-login-lead = 供平台和参与机构的职员使用。请用这台设备上的通行密钥；这里不能用手机或二维码登录。
console-login-button = 用通行密钥登录
console-login-failed = 通行密钥未被接受，请重试。只有机构职员的通行密钥才能打开控制台。
console-login-noscript = 用通行密钥登录需要 JavaScript。请为本网站启用 JavaScript，然后重新加载本页。
console-login-ends-heading = 登录何时结束
console-login-ends = 如果 { $minutes } 分钟内没有任何操作，或登录后最迟 { $hours } 小时，你会自动退出。届时未确认的事项不会执行；请重新登录，再做一次。
console-login-others-heading = 如果这不是你要找的页面
console-login-invited = 你获邀成为某机构的职员？请打开你收到的链接。
console-login-citizen = 登录你自己的账户
console-logout-title = 你已退出职员控制台
console-logout-text = 如果你在此浏览器也登录了自己的账户，该账户仍然保持登录。
console-login-again = 再次登录

## 加入

console-join-title = 加入{ $organisation }的职员行列
console-join-lead = { $organisation }的职员管理人邀请你使用本控制台工作。如果你并不知情，请不要继续。
console-join-bootstrap = 本平台的运营者在命令行创建了这个链接，供{ $organisation }的首批安全主任使用。除非由他们交给你，否则请不要继续。
console-join-name = 你的工作称呼
console-join-name-hint = 同事怎样称呼你，例如“陈大文（牌照组）”。同事会在你所做的事旁边看到它；存储时以你个人的密钥加密。
console-join-name-missing = 请填写同事对你的称呼
console-join-account-text = 你会以现在登录的账户加入，并以该账户的通行密钥确认。你的个人页面与工作是分开的：机构看不到你的数据，也看不到你作为居民所做的事。
console-join-new-text = 你会在这台设备上创建一个通行密钥，只能用来打开本控制台。你的设备会要求你提供指纹、面容或 PIN 码。
console-join-button = 用通行密钥加入
console-join-button-new = 创建通行密钥并加入
console-join-failed = 通行密钥未被接受，你尚未加入。请重试。
console-join-noscript = 加入时需要通行密钥，因此需要 JavaScript。请为本网站启用 JavaScript，然后重新加载本页。
console-join-log-in-text = 你会以自己的账户加入，让机构确知在此工作的是谁。请先登录；之后会返回本页。
console-join-log-in = 登录你的账户
console-joined = 你已加入。需要另一人同意的角色，会在同意后生效。

## 工作台

console-desk-title = 我的工作台
console-desk-decide = 等待你决定
console-desk-decide-none = 没有事项等待你决定。
console-desk-mine = 你提出的提案
console-desk-review = 须尽快确认的角色
console-desk-review-text = { $count } 个角色如无人及时确认便会终止。
console-desk-invitations = 尚未接受的邀请
console-desk-all = 显示全部 { $count } 项
console-desk-proposals = 所有提案

## 你的角色

console-me-title = 你的角色
console-me-allowed = 你现在可以做的事
console-me-places = 你是哪些机构的职员
console-me-name = 同事对你的称呼
console-me-no-role = 目前没有角色
console-me-now = 你正代表此机构行事
console-me-switch = 代表{ $organisation }行事
console-me-drop = 放弃角色“{ $role }”
console-me-leave = 离开{ $organisation }的职员行列

## 确认操作

console-act-propose-title = 确认你的提案
console-act-approve-title = 批准这项提案？
console-act-decline-title = 拒绝这项提案？
console-act-withdraw-title = 撤回你的提案？
console-act-invite-title = 确认邀请
console-act-revoke-title = 撤回这项邀请？
console-act-end-grant-title = 终止这个角色？
console-act-end-member-title = 终止这名职员的职位？
console-act-confirm-grant-title = 确认仍需要这个角色？
console-act-give-mandate-title = 确认代理授权
console-act-end-mandate-title = 终止这项代理授权？
console-act-lead = 目前尚未执行任何操作。请仔细阅读将会发生的事，然后取消或确认。如果你离开本页，什么也不会发生。
console-act-effects = 将会发生的事
console-act-now = 确认后立即发生的事
console-act-later = 获批准后发生的事
console-act-no-effects = 不会有任何改变。
console-act-waits-approver = 须由平台的另一名审批员同意后才会生效，你本人不能审批。
console-act-waits-security = 须由平台的另一名安全主任同意后才会生效，你本人不能审批。
console-act-waits-officer = 须由另一名人员同意后才会生效，你本人不能审批。生效后无法撤销。
console-act-made = 由谁提出
console-act-content = 具体内容
console-act-passkey = 确认时，你的设备会要求你提供指纹、面容或 PIN 码；你的通行密钥会签署这里所显示的内容。取消则不需要。
console-act-noscript = 用通行密钥确认需要 JavaScript。请为本网站启用 JavaScript，然后重新加载本页。取消则不需要。
console-act-failed = 通行密钥未被接受，因此没有执行任何操作。请再看一次本页，然后重新决定。
console-act-changed = 此操作的结果自显示后已有改变，因此没有执行任何操作。请再看一次，然后决定。
console-act-digest = 提案的指纹：
console-act-approve = 批准
console-act-decline = 拒绝
console-act-withdraw = 撤回
console-act-confirm = 确认
console-done-title = 已完成
console-done-text = 已经生效，并已记录在证据日志。
console-waits-title = 已记录，等待另一人同意
console-done-waits = 另一人同意后便会生效。你可以在工作台看到结果。
console-done-proposal = 查看提案
console-done-desk = 返回我的工作台
console-once-title = 已完成，请立即复制
console-once-warning = 以下内容只会显示一次。离开本页后，任何人都无法再次显示。
console-once-link = 邀请链接
console-once-link-text = 请只交给你邀请的人：最先打开链接的人便能加入。请用你能确定收件人身份的方式交付。
console-once-link-label = 链接
console-once-secret = 密钥
console-once-secret-text = 请把它存放在服务保管机密的地方。这里只存储它的指纹。
console-once-secret-label = 密钥
console-once-result = 已打开的内容
console-once-result-text = 请全部复制。当事人可以看到内容已被打开。

## 提案

console-proposals-title = 提案
console-proposals-lead = 职员想作出的更改、由谁提出、由谁同意。
console-proposals-hint = 所涉事项的简称
console-proposals-none = 暂时没有任何提案。要提出提案，请到有关机构、客户端或数据集的页面。
console-proposal-title = { $kind }：{ $subject }
console-proposal-kind = 类别
console-proposal-subject = 所涉事项
console-proposal-maker = 提出者
console-proposal-made = 提出时间
console-proposal-state = 状态
console-proposal-needed = 批准
console-proposal-needed-of = { $given }／{ $needed }
console-proposal-approved = 批准者
console-proposal-decided = 决定时间
console-proposal-until = 等待至
console-proposal-digest = 指纹
console-proposal-decide = 决定
console-proposal-mine = 这是你提出的提案，由另一人决定。在等待期间，你可以撤回。
console-proposal-yours = 你可以作决定。下一页会说明将会发生的事，然后由你确认。
console-proposal-others = 等待其他人决定。
console-proposal-approve = 批准……
console-proposal-decline = 拒绝……
console-proposal-withdraw = 撤回……
proposal-state-waiting = 等待中
proposal-state-applied = 已生效
proposal-state-declined = 已拒绝
proposal-state-withdrawn = 已撤回
proposal-state-expired = 已过期
kind-organisation = 机构
kind-role = 角色
kind-client = 客户端
kind-client-secret = 新的客户端密钥
kind-client-stop = 停用客户端
kind-client-resume = 恢复客户端
kind-client-registration = 让程序登记客户端
kind-dataset = 数据集
kind-provider = 提供方
kind-purpose = 用途
kind-person-erasure = 删除个人数据
kind-receipt-opening = 打开凭证
kind-notice-suspension = 暂缓通知
kind-job-retry = 重做任务

## 提案的内容

content-none = 无
content-separator = ；
content-before = 原本：{ $value }
content-added = （新增）
content-new = 首次登记
content-removed = 移除：{ $value }
content-id = 简称
content-kind = 类别
content-name = 名称
content-status = 状况
content-identifiers = 识别号码
content-units = 单位
content-contacts = 联系方式
content-purpose = 用途
content-email = 电子邮件
content-phone = 电话
content-role = 角色
content-value-kind-department = 政府部门
content-value-kind-public-body = 公共机构
content-value-kind-company = 公司
content-value-status-active = 参与中
content-value-status-suspended = 已暂停
content-value-status-closed = 已结束

## 角色及其权限

role-registrar = 登记主任
role-text-registrar = 管理机构的登记资料、职员和代理授权。
role-integrator = 系统集成员
role-text-integrator = 把服务接入平台。
role-data-steward = 数据管理员
role-text-data-steward = 负责机构持有的数据。
role-approver = 审批员
role-text-approver = 在对公众生效的事项上担任第二把关人。
role-auditor = 审计员
role-text-auditor = 查看职员和机构所做的事，但不能作任何更改。
role-operator = 运营员
role-text-operator = 维持系统运行。
role-security-officer = 安全主任
role-text-security-officer = 监察谁可以做什么。
permission-desk = 进入控制台，查看等待你处理的事项
permission-organisations-read = 查看机构
permission-organisations-propose = 提议新增或更改机构
permission-staff-read = 查看谁担任哪个角色
permission-staff-manage = 邀请职员，授予、终止和确认角色
permission-mandates-manage = 查看、给予和终止代理授权
permission-clients-read = 查看客户端
permission-clients-propose = 提议客户端，并为其生成新密钥
permission-clients-stop = 即时停用客户端
permission-datasets-read = 查看数据集和提供方
permission-datasets-propose = 提议数据集和提供方
permission-purposes-read = 查看用途
permission-purposes-propose = 提议用途
permission-catalogue-approve = 审批他人提议的机构、客户端、数据集、提供方和用途
permission-roles-approve = 审批他人提议的重要角色
permission-people-look = 查阅某人的记录，当事人会看到理由
permission-evidence-read = 查看职员和机构所做事情的证据
permission-system-read = 查看系统状况
permission-system-act = 重新执行被搁置的任务
permission-officers-act = 与另一名人员一起执行无法撤销的操作
console-role = 角色
console-role-weighty-hint = 须先由安全主任同意。
console-role-since = 开始于
console-role-used = 上次使用
console-role-review = 确认期限
console-role-do = 可进行的操作
console-role-give = 授予另一角色
console-role-give-title = 授予{ $member }另一角色
console-role-missing = 请选择角色
console-role-all-held = 此人已担任所有角色。
console-role-end-this = 终止“{ $role }”

## 机构

console-organisations-title = 机构
console-organisations-lead = 参与平台的政府部门、公共机构和公司。
console-organisations-hint = 任何语言的名称、简称或识别号码
console-organisations-none = 暂时没有已登记的机构。平台的登记主任可以提出提案。
console-organisations-new = 提议新机构
console-organisation-new-title = 提议新机构
console-organisation-change-title = 提议更改此机构
console-organisation-form-lead = 提出提案前，你会再看到全部内容一次。须由平台的审批员同意后才会生效。
console-organisation-name = 名称
console-organisation-name-hint = 公众所知的名称，每种语言各填一次
console-organisation-name-missing = 请以此语言填写机构名称：{ $language }
console-organisation-id = 简称
console-organisation-id-hint = 小写字母、数字、点和连字符，例如 fire-services。日后不能更改。
console-organisation-id-bad = 请填写 1 至 64 个小写字母、数字、点或连字符的简称
console-organisation-id-taken = 已有机构使用此简称，请另选一个
console-organisation-kind = 类别
console-organisation-kind-missing = 请选择机构类别
console-organisation-status = 状况
console-organisation-status-missing = 请选择机构的状况
organisation-status-active = 参与中
organisation-status-suspended = 已暂停
organisation-status-closed = 已结束
organisation-status-text-active = 职员可以工作，其客户端和数据集正在使用。
organisation-status-text-suspended = 职员不能进入，代理授权终止，职员提出的提案撤回；无人可以登录其服务，也不会与其交换数据，直至恢复参与。
organisation-status-text-closed = 永久结束，不能恢复：职员职位、代理授权和邀请均告终止，其服务和数据集不再使用。
console-organisation-identifiers = 识别号码
console-organisation-identifier-nth = 识别号码 { $number }
console-organisation-identifier-scheme = 登记册
console-organisation-identifier-scheme-hint = 号码来自哪个登记册，例如 br。清空整行即可移除。
console-organisation-identifier-value = 号码
console-organisation-identifier-add = 添加识别号码
console-organisation-identifier-missing = 请同时填写登记册和号码，或两者都留空
console-organisation-units = 单位
console-organisation-unit-nth = 单位 { $number }
console-organisation-unit-id = 单位简称
console-organisation-unit-id-bad = 请填写单位简称：小写字母、数字、点或连字符
console-organisation-unit-name = 单位名称
console-organisation-unit-name-missing = 请以此语言填写单位名称：{ $language }
console-organisation-unit-add = 添加单位
console-organisation-contacts = 联系点
console-organisation-contact-nth = 联系点 { $number }
console-organisation-contact-purpose = 用途
console-organisation-contact-purpose-hint = 填写职能而非个人姓名，例如：安全、支持、隐私
console-organisation-contact-purpose-missing = 请填写联系点的用途
console-organisation-contact-email = 电子邮件
console-organisation-contact-phone = 电话
console-organisation-contact-missing = 请填写联系点的电子邮件地址或电话号码
console-organisation-contact-add = 添加联系点
console-organisation-change = 提议更改
console-organisation-staff = 查看其职员

## 职员

console-staff-title = 职员
console-staff-lead = 谁在此担任哪个角色，以及上次使用的时间。
console-staff-hint = 称呼、单位、角色或机构
console-staff-none = 暂时没有职员。请邀请他人加入。
console-staff-name = 称呼
console-staff-invited-as = 受邀时的姓名
console-staff-known-as = { $member }（受邀时的姓名：{ $invited }）
console-staff-unit = 单位
console-staff-roles = 角色
console-staff-since = 加入时间
console-staff-used = 上次使用
console-staff-roles-none = 目前没有角色：此人可以进入控制台，但看不到任何内容。
console-staff-active = 在职
console-staff-ended = 已终止
console-staff-proofed = 身份
console-staff-proofed-yes = 已确立：以本人账户加入
console-staff-proofed-no = 未确立：凭链接创建通行密钥
console-staff-end = 终止此人的职位
console-staff-invite = 邀请他人加入
console-invite-title = 邀请他人成为职员
console-invite-lead = 你会得到一个链接，可交给对方。链接只能使用一次，并有时限。
console-invite-name = 受邀人的姓名
console-invite-name-hint = 你所知道的姓名，例如“陈大文”。决定其角色的人会看到这个姓名，以及对方自行填写的名称。
console-invite-roles = 角色
console-invite-roles-hint = 请只选择工作所需的角色。
console-invite-no-role = 请选择至少一个角色
console-invite-no-unit = 不属特定单位
console-invitations-title = 邀请
console-invitations-lead = 尚未使用的链接。如有遗失，请撤回。
console-invitations-none = 没有未使用的邀请。
console-invitation-for = 邀请对象
console-invitation-until = 有效期至
console-invitation-revoke = 撤回

## 权限复核

console-reviews-title = 待确认的角色
console-reviews-lead = 每个角色都须定期由担任者以外的人确认。如无人及时确认，该角色会自动终止。
console-reviews-none = 目前没有角色需要确认。
console-review-confirm = 确认
console-review-drop = 终止

## 代理授权

console-mandates-title = 代理授权
console-mandates-lead = 谁可以代表机构对外行事、涉及哪些事项和有效期。
console-mandates-hint = 机构简称或档案编号
console-mandates-none = 暂时没有代理授权。如有人要代表机构行事，请给予授权。
console-mandates-new = 给予代理授权
console-mandate-title = 给予代理授权
console-mandate-lead = 获授权人以自己的账户和通行密钥行事。根据授权所做的一切，均记录为代表机构所做。
console-mandate-nobody = 此机构的职员中，暂时无人已确立身份。请先邀请有账户的人加入。
console-mandate-representative = 代表人
console-mandate-representative-missing = 请选择代表机构行事的人
console-mandate-stranger = 非职员
console-mandate-scope = 可做的事
console-mandate-scope-missing = 请选择至少一项可做的事
console-mandate-limit = 每次付款上限
console-mandate-limit-hint = 以货币的主要单位填写，例如 50,000.00。留空表示没有上限。
console-mandate-limit-bad = 请以金额形式填写上限，例如 50,000.00
console-mandate-until = 有效期至
console-mandate-until-hint = 最后一天，最长为两年
console-mandate-until-bad = 请填写正确日期
console-mandate-basis = 依据
console-mandate-basis-register = 登记册载明此人代表该机构
console-mandate-basis-decision = 机构已作出决定
console-mandate-basis-missing = 请选择授权依据
console-mandate-reference = 档案编号
console-mandate-reference-hint = 登记册的条目或决定的编号：字母、数字、连字符和斜线。请勿填写姓名。
console-mandate-reference-missing = 请填写档案编号
console-mandate-state = 状态
console-mandate-stands = 有效
console-mandate-over = 已到期
console-mandate-end = 终止
mandate-scope-sign = 签署文件
mandate-scope-consent = 同意读取机构的数据
mandate-scope-file = 提交表格
mandate-scope-pay = 付款
mandate-ended-organisation = 由机构终止
mandate-ended-register = 因登记册更改而终止
mandate-ended-closed = 因机构暂停或结束而终止
mandate-ended-place = 因职位终止而终止
mandate-ended-account = 因账户已删除而终止

## 操作的效果

effect-organisation-new = 把{ $organisation }登记为机构。
effect-organisation-changed = 按下列内容更改{ $organisation }的登记资料。
effect-organisation-suspended = 暂停{ $organisation }：{ $sessions } 个职员登录、{ $mandates } 项代理授权和 { $invitations } 项邀请立即终止；其职员提出的 { $proposals } 项提案撤回。
effect-organisation-closed = 永久结束{ $organisation }：{ $members } 个职员职位、{ $mandates } 项代理授权和 { $invitations } 项邀请终止；其职员提出的 { $proposals } 项提案撤回。
effect-organisation-resumed = { $organisation }恢复参与：其职员可以登录，其服务和数据集可以使用。此前的令牌仍然失效。
effect-role-given = { $member }获授予{ $organisation }的角色“{ $role }”。
effect-role-review-by = 须于 { $until } 前确认，否则会终止。
effect-proposal-waits = 记录该提案（{ $kind }），尚待 { $needed } 人批准，期限为 { $until }。
effect-proposal-still-waits = 记录你的批准（{ $kind }），尚待 { $needed } 人批准。
effect-proposal-declined = 拒绝该提案（{ $kind }），不能撤销。提出者可以重新提出。
effect-proposal-withdrawn = 撤回该提案（{ $kind }），其内容不会生效。
effect-invitation-made = 创建一个链接，让{ $member }在 { $hours } 小时内加入{ $organisation }的职员行列。
effect-invitation-role = 加入者立即获得角色“{ $role }”。
effect-invitation-role-waits = 为加入者提议角色“{ $role }”，须由另一人批准。
effect-invitation-revoked = 撤回加入{ $organisation }的邀请，其链接不再有效。
effect-role-ended = { $member }立即失去{ $organisation }的角色“{ $role }”。
effect-member-ended = { $member }在{ $organisation }的职位终止，涉及 { $roles } 个角色。
effect-member-sessions-ended = 立即结束 { $sessions } 个控制台登录。
effect-member-invitations-revoked = 撤回其发出的 { $invitations } 项邀请。
effect-member-mandates-ended = 其代表该机构的 { $mandates } 项代理授权立即终止。
effect-role-confirmed = { $member }保留角色“{ $role }”，须于 { $until } 前再次确认。
effect-mandate-given = { $member }可代表{ $organisation }行事，直至 { $until }。
effect-mandate-allows = 可做的事：{ $scope }。
effect-mandate-limit = 每次付款上限为 { $limit }。
effect-mandate-ended = { $member }代表{ $organisation }的授权立即终止。

## 可能出现的错误

error-code-own-proposal = 这是你自己提出的提案，须由另一人决定。
error-code-concerns-you = 这项提案与你本人有关，须由另一人决定。
error-code-approved-already = 你已批准这项提案，现正等待其他人。
error-code-proposal-decided = 这项提案已有决定，或已过期。
error-code-own-role = 任何人都不能确认自己的角色，请由同事确认。
error-code-review-early = 这个角色尚未到期复核，只能在到期前两周内确认。
error-code-last-officers = 平台至少须有两名安全主任。请先邀请另一人并待其角色获批准，然后再终止此角色。
error-code-bad-work-name = 请以 1 至 80 个字填写同事对你的称呼
error-code-bad-invited-name = 请以 1 至 80 个字填写受邀人的姓名
error-code-has-role = 此人已担任该角色。
error-code-organisation-inactive = 此机构目前没有参与。
error-code-organisation-closed = 此机构已永久结束。请以新的简称登记另一机构。
error-code-already-there = 期间已有其他资料以此简称登记。请查看后提出更改，或使用另一简称。
error-code-act-changed = 此操作的结果自显示后已有改变，因此没有执行任何操作。请再看一次，然后决定。
error-code-act-over = 这项操作已经确认，或等待过久。请查看是否已完成；如未完成，请重新开始。
error-code-own-record = 这是你本人的记录。请在自己的账户查看，或请同事处理。
error-code-mandate-over = 这项代理授权已结束。
error-code-own-mandate = 任何人都不能根据机构的决定授权自己，请由另一名登记主任处理。
error-code-not-in-register = 登记册的该条目没有载明你或对方代表此机构。请检查条目，或改以机构的决定作依据。
error-code-representative-unknown = 没有这名已注册的人。代表机构行事的人须先注册。
error-code-beyond-mandate = 这超出了授权范围。
error-code-already-proposed = 完全相同的提案已经提出，正等待批准。
error-code-member-gone = 此人已不是该机构的职员。
error-code-operator-stays = 运营平台的机构不能暂停或结束。
error-code-bad-unit = 机构没有这个单位。
error-code-no-roles = 请选择至少一个角色。
error-code-invitation-over = 此链接已失效：可能已被使用、撤回或过期。请向邀请你的人索取新的链接。
error-code-bad-organisation = 登记资料不完整。请以三种语言填写每个名称，每个登记册和单位简称只能出现一次，每个联系点须有用途和联系方式。
error-code-bad-mandate = 请选择一个尚未到来、且不超过两年的最后一天，以及不太高的上限。
console-organisation-identifier-twice = 每个登记册只能出现一次
console-organisation-unit-twice = 有两个单位的简称相同
console-organisation-contact-email-bad = 请填写有 @ 的电子邮件地址，例如 support@example.gov
console-too-long = 最多可填写 200 个字
content-member = 职员
content-organisation = 机构

## 职员所做的事（显示于个人记录）

event-staff-invited = 邀请他人加入{ $organisation }的职员行列
event-staff-invitation-revoked = 撤回加入{ $organisation }职员行列的邀请
event-staff-joined = 加入{ $organisation }的职员行列
event-staff-joined-invited = 有人接受你的邀请，加入{ $organisation }的职员行列
event-staff-entered = 代表{ $organisation }进入职员控制台
event-staff-left = 离开职员控制台（最后代表{ $organisation }）
event-staff-role-given = 在{ $organisation }授予角色
event-staff-role-confirmed = 确认在{ $organisation }的角色
event-staff-role-ended = 在{ $organisation }的角色终止
event-staff-ended = 在{ $organisation }的职位终止
event-staff-looked = { $organisation }的职员查阅了你的记录
event-staff-looked-by-you = 你代表{ $organisation }查阅了某人的记录
event-staff-looked-in-vain = 你代表{ $organisation }查找某人的记录，但没有找到
event-proposal-made = 为{ $organisation }提出提案
event-proposal-decided = 就{ $organisation }的提案作出决定
event-proposal-applied = { $organisation }的提案已生效
event-mandate-given = 给予代表{ $organisation }行事的授权
event-mandate-ended = 代表{ $organisation }行事的授权终止
event-backup-made = 已备份数据库
event-database-restored = 已从备份还原数据库
fact-roles = 角色
fact-role = 角色
fact-kind = 类别
fact-about = 所涉事项
fact-proposal = 提案编号
fact-mandate = 授权编号
fact-member = 职员编号
staff-ended-ended = 由职员管理人或本人终止
staff-ended-not-confirmed = 没有人及时确认
staff-ended-organisation-closed = 机构已结束参与
staff-ended-account-deleted = 账户已删除
proposal-decided-approved = 已批准
proposal-decided-declined = 已拒绝
proposal-decided-withdrawn = 已撤回
proposal-decided-expired = 没有人及时决定
event-key-rotated = 已更换平台的密钥
event-key-retired = 已停用平台被更换的密钥
console-role-weighty = 须先由安全主任同意，你才会获得此角色。
console-join-own-text = 你在本平台有账户吗？请以该账户加入，让机构确知是你本人。
console-join-console-text = 你已经在使用本控制台工作？
console-join-console = 请先登录控制台

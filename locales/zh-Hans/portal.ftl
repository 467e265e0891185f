# 平台本身的页面。用浅显的字、短句；说清楚发生了什么、可以怎样做。

## 导航

nav-home = 主页
nav-activity = 我的记录
nav-consents = 我的授权
nav-messages = 消息
nav-scan = 扫描二维码
nav-account = 账户
nav-register = 注册
nav-login = 登录
nav-about = 运作方式

## 多个页面共用的用语

portal-close-window = 你可以关闭本页。
portal-pages = 页
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

field-card-number = 身份证号码
field-name = 姓名
field-date-of-birth = 出生日期
field-verification = 核实身份的方式
field-date-of-issue = 签发日期
field-status = 身份证是否有效

name-unknown = 已不再注册的一方（{ $id }）

## 主页

home-title = 一个身份，通行公共服务
home-lead = 用身份证注册一次，就可以用手机或电脑登录这里的每项服务。每项服务可以知道什么，由你决定；谁读过你的信息，你看得见。
home-register = 注册
home-login = 登录
home-promise-heading = 我们向你保证
home-promise-exact = 信息送出之前，你会看到是谁要、为什么要、要的是哪几项。
home-promise-visible = 每次有人读取你的信息，都会列在你的记录里，被拒绝的也不例外；每项记录都有凭证，任何人都可以核验。
home-promise-withdraw = 授权了的，你可以撤回；此后再有人读取，会立即被拒绝。
home-about = 本平台如何运作、如何保障你
home-services-heading = 服务
home-services-intro = 你可以用这里的账户登录以下服务。
home-services-none = 尚未接入任何服务。
home-person-title = 你的主页
home-waiting-heading = 等待你处理
home-waiting-messages = 你有 { $count } 条未读消息
home-waiting-nothing = 没有事情等待你处理。
home-asked = { $service }请你批准，有效至{ $time }
home-shortcuts-heading = 快捷方式
home-shortcut-activity = 查看谁在何时、为什么读取你的信息
home-shortcut-consents = 查看和撤回你的授权
home-shortcut-scan = 扫描另一个屏幕上的二维码，在那里登录
home-shortcut-device = 输入电视或自助机显示的代码
home-shortcut-account = 查看你的通行密钥，或退出登录
home-phone-heading = 手头没有手机？
home-phone-text = 这个测试环境备有模拟手机，可代替你自己的手机。
home-phone-link = 打开模拟手机

## 注册

register-title = 注册
register-lead = 你需要身份证，以及一台可以创建通行密钥的手机或电脑。大约需要三分钟。
register-terms-heading = 你输入的信息会怎样处理
register-terms-check = 我们会向身份登记册查询一次，核对以下信息是否属于有效的身份证。这次查询会成为你记录里的第一项。
register-terms-keep = 我们会保存你的身份证号码、姓名和出生日期，并用专属于你的密钥加密。签发日期不会保存。
register-terms-passkey = 随后你会创建通行密钥。密钥只留在你的设备上；我们不会看到你的指纹、面容或 PIN 码。
register-agree = 我是这张身份证的持有人，并同意进行核对
register-agree-missing = 请确认你是这张身份证的持有人，并同意进行核对
register-details-heading = 你的身份证
register-card-number = 身份证号码
register-card-number-hint = 一至两个英文字母、六个数字和括号内的字符，例如 A123456(3)
register-date-of-issue = 签发日期
register-date-of-issue-hint = 身份证正面最后一个日期，例如 7 3 2019
register-name = 姓名
register-name-hint = 与身份证上所印的相同，中文或英文均可
register-date-of-birth = 出生日期
register-date-of-birth-hint = 例如 31 1 1990
register-submit = 核对我的信息
register-have-account = 已经注册？请登录
register-sample-heading = 测试环境的样本人物
register-sample-text = 这是测试环境，请勿输入真实身份证的信息。请选择一位样本人物来填写表格。
register-sample-use = 以 { $name } 的信息填写
register-closed-title = 这里暂不开放注册
register-closed-text = 目前个人不能自行在本平台注册。
register-closed-next = 请向运营本平台的机构查询如何取得账户。

register-not-verified-title = 我们未能确认你的信息
register-not-verified-text = 你输入的信息，与可供注册的身份证不符。为保障身份证持有人，我们不会说明是哪一项不符。
register-not-verified-check = 请逐项与身份证核对，然后再试。多次尝试后，你需要等待一段时间。
register-not-verified-help = 如信息无误但仍未能注册，请向出入境管理部门查询你的身份证。
register-try-again = 再试一次
register-lost-title = 这张身份证已挂失
register-lost-text = 登记册显示这张身份证已挂失或被盗，因此不能用来注册。如持有人已有账户，我们已通知他有人曾尝试注册。
register-lost-next = 如你已找回身份证，或已领取新证，请通知出入境管理部门更新登记册，然后用有效的身份证注册。
register-already-title = 这张身份证已有账户
register-already-text = 一张身份证不能注册两次。我们已在现有账户留下消息，让持有人知道有人曾尝试注册。
register-already-next = 请用你之前创建的通行密钥登录。如账户不是你创建的，请立即通知我们。
register-later-title = 暂时未能连接登记册
register-later-text = 我们刚才未能向身份登记册查询。你输入的信息没有保存。
register-later-next = 请在几分钟后再试。

register-passkey-title = 创建通行密钥
register-passkey-confirmed = 你的信息已确认。
register-passkey-text = 通行密钥取代密码，用来登录和批准要求。你的设备会要求你提供指纹、面容或 PIN 码。
register-passkey-button = 创建通行密钥
register-passkey-noscript = 创建通行密钥需要 JavaScript。请为本网站启用 JavaScript，然后重新加载本页。
register-passkey-failed = 未能创建通行密钥。请再试，或使用另一台设备。
register-passkey-phone-heading = 这台电脑没有指纹、面容识别或 PIN 码？
register-passkey-phone-text = 在这个测试环境里，你可以把通行密钥改为存放在模拟手机上。
register-passkey-phone-button = 在模拟手机上创建
register-expired-title = 注册已超时
register-expired-text = 通行密钥没有及时创建，因此没有保存任何信息。
register-expired-next = 请重新开始，大约需要三分钟。
register-done-title = 注册完成
register-done-panel = 你的账户已准备好，你也已登录。
register-done-next-heading = 接下来可以做什么
register-done-service = 登录一项服务
register-done-activity = 查看你的记录，里面已有最初几项
register-done-consents = 查看你的授权，目前尚没有任何授权
register-done-continue = 返回你之前的步骤

## 登录

login-title = 登录
login-for-title = 登录以继续前往{ $service }
login-for-text = { $service }提出了要求。登录后就可以查看；在你决定之前，不会送出任何信息。
login-passkey-heading = 用这台设备上的通行密钥
login-passkey-text = 你的设备会要求你提供指纹、面容或 PIN 码。
login-passkey-button = 用通行密钥登录
login-passkey-noscript = 用通行密钥登录需要 JavaScript。请为本网站启用 JavaScript，或使用下面的手机方式。
login-passkey-failed = 通行密钥未被接受。请再试，或使用手机。
login-qr-heading = 用你的手机
login-qr-text = 这个屏幕会显示二维码。请用已登录的手机扫描，并在手机上决定。
login-qr-button = 用我的手机
login-phone-heading = 用模拟手机
login-phone-text = 这个测试环境备有模拟手机，可代替你自己的手机。请用它所存的通行密钥在这里登录：
login-phone-as = 以 { $name } 的身份登录
login-phone-none = 模拟手机上尚没有人。
login-phone-open = 打开模拟手机
login-register-text = 还没有账户？
login-register = 注册
logout-asked-title = 你要退出登录吗？
logout-asked-text = { $service }要求让你在这里退出登录。你已登录的其他服务也会得知。如想保持登录，离开本页即可。
logout-asked-by-nobody = 一项没有表明名称的服务要求让你在这里退出登录。如想保持登录，离开本页即可。
login-out-title = 你已退出登录
login-again = 再次登录

## 另一个屏幕上的二维码

qr-title = 用手机扫描这个二维码
qr-for = 用于{ $service }。
qr-for-here = 用于在这个屏幕登录。
qr-step-open = 在手机上打开本网站并登录。
qr-step-scan = 选择“扫描二维码”，把摄像头对准这个屏幕。
qr-step-decide = 对照号码，然后在手机上决定。本页会自动继续。
qr-image = 每秒更新的二维码
qr-number = 两个屏幕上的号码
qr-expires = 二维码有效至 { $time }。
qr-waiting = 正在等待扫描。
qr-scanned = 已扫描。请在手机上决定，本页会自动继续。
qr-scanned-title = 请在手机上决定
qr-scanned-text = 手机会显示相同的号码。如号码不同，请在手机上拒绝。
qr-reload = 重新检查
qr-expired-title = 二维码已失效
qr-expired-text = 没有人及时扫描，不用担心。准备好时，可再获取新的二维码。
qr-cancelled-title = 二维码被扫描了两次
qr-cancelled-text = 有两部手机扫描了同一个二维码，其中一部可能不是你的，所以我们已经停止，没有送出任何信息。
qr-cancelled-next = 请从该服务重新开始。请勿向任何人展示二维码，也请勿把它的图片传给别人。
qr-restart = 获取新的二维码
qr-other-heading = 如果不能扫描
qr-other-device = 你可以改用这台设备上的通行密钥登录，不需要摄像头。
qr-other-device-link = 在这台设备登录
qr-other-text = 或把下面的文字复制到手机的扫描页。文字有效五秒；重新加载本页可取得新的文字。
qr-text-label = 二维码的文字
qr-phone-heading = 模拟手机
qr-phone-text = 模拟手机可以扫描这个屏幕。
qr-phone-button = 用模拟手机扫描
qr-warning = 不会有人要求你把这个二维码的图片传给他。
qr-declined-title = 已在手机上拒绝
qr-declined-text = 没有送出任何信息，这里也没有人登录。

## 扫描

scan-title = 扫描二维码
scan-lead = 把摄像头对准另一个屏幕上的二维码。在任何事情发生之前，你会先看到是谁要求、为什么要求。
scan-warning = 只可扫描你自己打开的屏幕上的二维码。请勿扫描别人传给你的图片。
scan-camera = 使用摄像头
scan-stop = 关闭摄像头
scan-view = 摄像头画面
scan-no-camera = 这里不能使用摄像头。请改为选择图片或粘贴文字。
scan-no-code = 图片中没有可读取的二维码。请靠近一点再拍。
scan-picture = 选择二维码的图片
scan-text = 或粘贴二维码的文字
scan-text-hint = 在另一个屏幕的“如果不能扫描”之下可以找到。
scan-text-missing = 请扫描、选择图片，或粘贴二维码的文字
scan-submit = 继续
scan-refused = 这个二维码已失效。请扫描屏幕上当前的二维码。如不是你打开的，请勿理会。
scan-noscript = 使用摄像头和图片需要 JavaScript。你仍可粘贴二维码的文字。

frame-title = 请用扫描页打开这个二维码
frame-text = 你用一般相机打开了二维码。为保障你，这不会带来任何效果。
frame-own = 如这是你自己在屏幕上打开的，请用这里的扫描页再扫描一次。
frame-stranger = 如有人把这个二维码传给你，或要求你扫描，请停止：对方可能想以你的身份登录。
frame-scan = 前往扫描页

## 决定

request-title = { $service }要求你批准
request-portal-title = 在另一个屏幕登录？
request-who-heading = 谁提出要求
request-service = 服务
request-organisation = 机构
request-website = 网站
request-from = 信息由谁持有
request-purpose = 用途
request-lasts = 有效期
request-value-fetched = 在你批准后才取得，只有该服务可以看到
request-elsewhere = 这是另一个屏幕提出的要求。只有在该屏幕由你自己打开，而且显示相同号码时，才可批准：
request-elsewhere-number = 两个屏幕上的号码：{ $code }
request-withdraw = 你可以随时在“我的授权”撤回。此后再有人读取，会立即被拒绝。
request-once-withdraw = 在未使用之前，你可以在“我的授权”撤回。
request-decline = 拒绝
request-approve = 批准
request-approve-text = 批准时，你的设备会要求你提供指纹、面容或 PIN 码。拒绝则不需要。
request-noscript = 用通行密钥批准需要 JavaScript。请为本网站启用 JavaScript，然后重新加载本页。拒绝则不需要。
request-failed = 批准未被接受，没有送出任何信息。请再看一次要求，然后重新决定。
request-addressed-title = { $service }直接向你提出请求
request-addressed-warning = 这不是你在这个浏览器开始的：{ $service }直接向你提出请求。如果你此刻没有使用{ $service }，请拒绝。
request-addressed-code = 核对这个代码
request-addressed-code-text = 该项服务也会向你显示或告知一个代码。如果与此不完全相同，请拒绝。
request-addressed-mute-text = 如果你不知道为何收到这个请求，可以从此拒绝：该项服务以后不能再自行向你提出请求。你可以在“我的授权”恢复。
request-addressed-mute = 拒绝，并不准该项服务再向我提出请求
request-device-warning = 另一台设备提出这个请求。只有当它就在你面前并显示相同代码时才批准；如果代码是别人发给你的，请拒绝。
request-device-code-text = 你面前的设备也显示一个代码。如果与此不完全相同，请拒绝。
request-expires = 本页有效至 { $time }。
request-signed-details = 我实际签署的是什么？
request-signed-text = 你的通行密钥会签署以上所示全部内容的指纹，连同一个只用一次的随机数字。所示内容如有任何改动，签署就不相符。
request-done-title = 你已做出决定
request-done-text = 你可以返回另一个屏幕，它会自动继续。
request-declined-title = 你已拒绝
request-declined-text = 没有送出任何信息。你可以返回另一个屏幕。
request-done-activity = 在你的记录里查看
request-answered-title = 你已批准
request-answered-text = { $service }现在会得知。你可以返回该项服务，这里无需再做任何事。
request-answered-device = 你可以返回那台设备，它会自动继续使用{ $service }。
request-answered-declined = 没有送出任何信息。{ $service }会得知你已拒绝。
request-answered-muted = { $service }以后不能再自行向你提出请求。你可以在“我的授权”恢复。
request-over-title = 这项要求已结束
request-over-text = 它没有及时决定、已被中止，或已经决定。此后不会再有任何事情发生。
request-over-next = 请返回该服务重新开始。
request-over-service = 前往{ $service }
request-unknown-title = 这里没有这项要求
request-unknown-text = 它可能是在另一个浏览器、或由其他人打开的。要求只能在打开它的地方，或在扫描它的手机上查看。
request-unknown-next = 请返回该服务，用这个浏览器重新开始。
request-unknown-login = 如果有服务向你提出请求而带你来到这里，请先登录。

shown-login-heading = 登录{ $service }
shown-login-share-heading = 登录{ $service }，并提供以下信息
shown-exchange-heading = 为{ $service }取得“{ $dataset }”
shown-portal-heading = 在另一个屏幕登录这里
shown-portal-purpose = 让你可以在该屏幕使用你的账户
shown-portal-lasts = 直到你在那里退出登录，最长 12 小时
shown-lasts-login = 每次登录时，直到你撤回
shown-lasts-login-only = 直到你撤回
shown-lasts-once = 一次：只可读取一次，之后即结束
shown-lasts-until = 在{ $date }之前按需要读取，或直到你撤回
shown-value-missing = 这里没有保存
shown-verification = 你的身份证曾于 { $day } 与登记册核对

error-code-request-over = 这项要求已结束。请返回该服务重新开始。
error-code-passkey-refused = 这个通行密钥未被接受。
error-code-not-shown = 本页已经回应，或已在另一个窗口重新打开。
error-code-frame-refused = 这个二维码已失效。
error-code-consent-over = 这项授权已经结束，不能再据此读取任何信息。
error-code-soft-passkey-failed = 模拟手机不能在这个网址使用通行密钥。

## 记录

activity-title = 我的记录
activity-lead = 列出与你的账户和信息有关的每件事，最新的在最前。内容来自本平台自己的证据，而不是别人的报告。
activity-pause = 停止更新本列表
activity-resume = 继续更新本列表
activity-none = 尚没有任何记录。
activity-details = 详情和凭证
activity-older = 较早的记录
activity-newest = 最新的记录
activity-fields = 哪些信息

tag-refused = 已拒绝
tag-failed = 失败
tag-unknown = 结果不明
tag-warning = 警告

event-account-registered = 你完成了注册
event-refused-lost-card = 有人尝试用你已挂失的身份证注册
event-refused-already-registered = 有人尝试用你的身份证再次注册
event-authenticator-added = 你的账户新增了通行密钥
event-session-started-passkey = 你用通行密钥在这里登录
event-session-started-xdev = 你在另一个屏幕登录，并在手机上批准
event-session-ended = 你已退出登录
event-login-granted = 你登录了{ $service }
event-request-declined = 你拒绝了{ $service }的要求
event-consent-given-login = 你授权{ $service }知道是谁登录
event-consent-given-exchange = 你授权{ $service }向{ $provider }取得“{ $dataset }”
event-consent-withdrawn = 你撤回了给{ $service }的授权
event-consent-expired = 你给{ $service }的授权已到期
event-consent-returned = { $service }交还了你给它的授权
event-token-exchanged = { $from }让{ $service }代你行事
event-claims-released = { $service }收到了你经过核验的信息
event-read-intended = 已代{ $service }向{ $provider }获取“{ $dataset }”
event-read-delivered = { $service }从{ $provider }收到“{ $dataset }”
event-read-refused = { $service }尝试读取“{ $dataset }”，已被拒绝
event-read-refused-profile = { $service }尝试读取你经过核验的信息，已被拒绝
event-read-refused-unknown = { $service }要求取得这里没有的数据，已被拒绝
event-read-failed = 未能代{ $service }从{ $provider }取得“{ $dataset }”
event-read-unknown = 已代{ $service }向{ $provider }获取“{ $dataset }”，结果不明
event-incident-reported = { $provider }在与{ $service }的交换中没有遵守规则，回复已被拦截
event-sandbox-person-created = 这个虚构的人物为测试而创建
event-unknown = 有一项记录，这个版本的平台未能识别

fact-when = 时间
fact-who = 由谁
fact-organisation = 机构
fact-from = 向谁获取
fact-dataset = 什么信息
fact-fields = 哪些项目
fact-why = 用途
fact-ground = 依据
fact-consent = 根据哪项授权
fact-consent-link = 你的授权
fact-lasts = 有效期
fact-how = 你如何证明身份
fact-level = 保证级别
fact-resources = 在哪里代你行事
fact-kinds = 要求什么
fact-outcome = 结果
fact-read = 读取编号
fact-shown = 所示内容的指纹
fact-authenticator = 通行密钥
fact-receipt = 凭证编号

ground-consent = 由你授权
ground-law = 法律允许，无需你的授权
ground-registration = 你正在注册
acr-passkey = 用同一台设备上的通行密钥
acr-xdev = 扫描二维码后，用手机上的通行密钥
acr-decoupled = 由服务直接在这里询问，用通行密钥批准
acr-bound = 用不能离开其设备的通行密钥
level-invited = 获邀：只供职员控制台使用，身份未经核实
level-basic = 基本：已与身份登记册核对
level-plus = 进阶：你也可以签署
kind-login = 登录
kind-exchange = 取得信息
outcome-declined = 已拒绝：没有送出任何信息
outcome-delivered = 该服务已收到信息，也只有该服务可以阅读
outcome-registered = 本平台收到信息，用以核对你的身份
outcome-intended = 正要向持有信息的机构获取。结果另有一项记录
outcome-refused = 已拒绝：没有送出任何信息
outcome-failed = 失败：没有送出任何信息
outcome-unknown = 不明：信息可能已经送出，我们正在查明
outcome-released = 已提供

outcome-because = { $outcome }。{ $reason }
refusal-consent-withdrawn = 你已撤回授权
refusal-consent-expired = 授权已到期
refusal-consent-used = 授权只限读取一次，已经用过
refusal-consent-replaced = 已由较新的授权取代
refusal-fields-exceed-consent = 所要求的项目多于你所授权的
refusal-purpose-mismatch = 用途与你所授权的不同
refusal-dataset-mismatch = 所要求的信息与你所授权的不同
refusal-consent-unknown = 没有这项授权
refusal-other = 原因：{ $code }

receipt-title = 记录内容
receipt-proof-heading = 凭证和证明
receipt-logged = 这项记录的证明已写入公开的证据日志。
receipt-waiting = 这项记录尚未写入公开的证据日志。这需要几秒；请重新加载本页。
receipt-download = 下载凭证
receipt-verify-heading = 自行核验，无需问我们
receipt-verify-text = 下载凭证，并从你信任的来源取得日志的公钥一次。然后在任何电脑上运行以下命令，不需要连接网络：
receipt-verify-key = 日志的公钥
receipt-verify-fails = 凭证只要有一个比特被改动，核验就会失败。
receipt-private = 日志只存放每项记录的指纹，没有人能从中得知你做了什么。

## 我的授权

consents-title = 我的授权
consents-lead = 这些服务只可以做这里所写的事。每一项你都可以撤回。
consents-none = 你没有任何仍然有效的授权。
consents-details = 详情
consents-muted-heading = 不得向你提出请求的服务
consents-muted-text = 这些服务不能自行向你提出请求。你自己在这些服务开始的事不受影响。
consents-muted-since = 由{ $date }起
consents-unmute = 准许{ $service }再向我提出请求
consent-login = 知道是谁登录
consent-login-fields = 知道是谁登录，并收到你的信息
consent-exchange = 取得“{ $dataset }”
consent-title = { $service }：你的授权
consent-what = 内容
consent-given = 授权日期
consent-ended = 结束日期
consent-number = 编号
consent-state-active = 有效
consent-state-used = 已使用
consent-state-withdrawn = 已撤回
consent-state-expired = 已到期
consent-state-replaced = 已由较新的授权取代
consent-withdraw = 撤回
consent-withdraw-title = 撤回给{ $service }的授权？
consent-withdraw-text = { $service }下次据此读取时，会立即被拒绝。
consent-withdraw-login = { $service }下次向这里提出要求时，就会被退出登录。你再登录该服务时，它要重新征求你的同意。
consent-withdraw-past = 它已经收到的信息，我们不能取回。请要求{ $organisation }删除。
consent-withdraw-confirm = 是，撤回
consent-withdraw-keep = 否，保留
consent-withdrawn-title = 已撤回
consent-withdrawn-text = { $service }不能再据此读取任何信息。
consent-withdrawn-list = 返回我的授权
consent-ended-text = 这项授权已经结束，不能再据此读取任何信息。

## 消息

messages-title = 消息
messages-none = 你没有消息。
messages-unread = 未读
messages-warning = 重要
messages-mark-read = 标记为已读
messages-look = 查看这个请求
messages-sent = 发送于{ $date }
messages-older = 较早的消息
messages-newest = 最新的消息

## 账户

account-title = 账户
account-level = 保证级别
account-since = 注册日期
account-session = 你的登录方式
account-passkeys-heading = 你的通行密钥
account-passkey-created = 创建日期
account-passkey-used = 上次使用
account-passkey-never = 尚未使用
account-passkey-kept = 存放位置
account-passkey-synced = 由设备厂商在你的设备之间同步
account-passkey-bound = 只在一台设备上
account-more-heading = 登录状态和代码
sessions-title = 已登录的浏览器
sessions-lead = 你登录了的每个浏览器。如果有你不认得的，请把它退出，并查看你的记录。
sessions-here = 这个浏览器
sessions-agent = { $system }上的{ $program }
sessions-program-other = 其他浏览器
sessions-system-other = 其他系统
sessions-unknown = 未知的浏览器
sessions-since = 登录时间
sessions-seen = 上次使用
sessions-services = 正在使用的服务
sessions-service = { $service }（由{ $date }起）
sessions-services-none = 没有
sessions-end = 在该处退出
user-code-title = 服务向你提出请求时所用的代码
user-code-lead = 有些服务可以不经你的浏览器请你批准。如果你设置代码，这些服务可能要先知道代码才能再向你提出请求：只可告诉你正在使用的服务。
user-code-is-set = 已设置代码
user-code-is-not-set = 未设置代码
user-code-label = 新代码
user-code-hint = 八个数字。之后不会再显示。
user-code-set = 设置代码
user-code-change = 更改代码
user-code-remove = 移除代码
user-code-remove-text = 没有代码时，你曾拒绝的服务可能无法再向你提出请求。
user-code-malformed = 请输入八个数字
user-code-guessable = 请勿选用全部相同或连续的数字
device-title = 输入设备的代码
device-lead = 电视、自助机或其他设备向你显示代码。在这里输入后，你会看到请求的内容，再做决定。
device-warning = 只可输入你面前的设备所显示的代码。没有人会要求你输入发送给你的代码。
device-code = 设备上的代码
device-code-hint = 八个字母，例如BCDF-GHJK
device-submit = 继续
device-missing = 请输入设备显示的代码
device-refused = 这个代码无效或已失效。请查看设备，输入它现在显示的代码。
account-logout-heading = 退出登录
account-logout-text = 这会结束你在这个浏览器的登录。你登录过的服务各有自己的登录状态。
account-logout = 退出登录

## 运作方式

about-title = 运作方式
about-lead = 一个账户，通行每项公共服务：用它登录，用它做决定，并看到与它有关的每件事。
about-approve-heading = 由你决定
about-approve-text = 服务提出要求时，你会看到同一种页面：谁要求、为什么要求、要哪些信息、为期多久。你可以用通行密钥批准，或者拒绝。你的通行密钥所签署的，正是页面所示的内容。
about-exchange-heading = 交换的内容，我们看不到
about-exchange-text = 一个机构经你授权把信息送给另一个机构时，发送者会为接收者加密。信息经过这里时是密封的。
about-evidence-heading = 无需只听我们说
about-evidence-text = 每件事都会在你的记录里留下凭证，并在只增不减的公开日志里留下指纹。任何人都可以用日志的公钥离线核验凭证。
about-evidence-key = 日志的公钥
about-privacy-heading = 隐私
about-privacy-held = 我们保存你的身份证号码、姓名和出生日期（用专属于你的密钥加密）、通行密钥的公钥、你的授权，以及你的记录。
about-privacy-not = 我们不会保存你的指纹、面容或 PIN 码，也不会保存机构之间交换的信息。
about-privacy-pseudonym = 每项服务都以不同的随机代号认识你。除非你向它们提供身份证号码，否则各项服务不能把你的行为拼凑起来。
about-privacy-cookies = 我们使用 Cookie，只为保持登录、把你开始了的事与你的浏览器关联，以及记住你的语言。我们不会追踪你。
about-accessibility-heading = 无障碍
about-accessibility-text = 这些网页以 WCAG 2.2 AA 级为目标。用键盘、用屏幕阅读器、放大到 400% 都可使用；除通行密钥、摄像头和二维码图片外，无需 JavaScript。
about-accessibility-qr = 如果不能扫描二维码，可以在同一台设备用通行密钥登录，或粘贴二维码的文字。
about-accessibility-tested = 网页以三种语言接受自动测试，但尚未由外部机构审核。
about-sandbox-heading = 这是测试环境
about-sandbox-text = 这里所有人物都是虚构的，一切信息都可能随时删除。请勿输入任何真实人物的信息。

## 模拟手机

phone-title = 模拟手机
phone-label = 模拟手机：代替你自己的手机
phone-lead = 本页代替你自己的手机。通行密钥由程序产生，而不是由指纹传感器产生；其他一切与真实的手机相同。
phone-people-heading = 这部手机上的人
phone-people-none = 尚没有人。请为一位人物注册：在最后一步选择在模拟手机上创建通行密钥。
phone-login-as = 以 { $name } 的身份登录
phone-logged-in-as = 当前以 { $name } 的身份登录
phone-logout = 在这部手机退出登录
phone-register = 在这部手机为别人注册
phone-scan-heading = 扫描二维码
phone-scan-link = 打开扫描页
phone-log-in-first = 请先在手机上登录，然后扫描。
phone-other-screen = 到另一个屏幕继续
phone-home = 返回手机首页
phone-unlock-text = 真实的手机这时会要求你提供指纹、面容或 PIN 码。这部手机在你按下按钮时就会批准。

# 平台发给个人的消息：每种有标题和正文（crates/notify/src/notice.rs）。

notice-welcome-title = 欢迎
notice-welcome-body = 你的账户已可使用。在“我的记录”可看到账户和你的资料的一切使用记录；在“我的授权”可撤回你允许过的事项。
notice-registration-attempt-title = 有人尝试用你的身份证注册
notice-registration-attempt-body = 有人知道你身份证上的全部资料，并尝试用它开立第二个账户。账户没有开立，也没有资料外传。如果不是你本人，请向入境事务处报告。
notice-lost-card-title = 有人使用你已报失的身份证
notice-lost-card-body = 有人尝试用你的身份证注册，而登记册显示该证已报失。账户没有开立，也没有资料外传。如果你仍未找回该证，请通知警方。
notice-login-elsewhere-title = 你在另一个屏幕登录
notice-login-elsewhere-body = 你在手机上批准了在另一个屏幕登录{ $service }。如果那个屏幕不是你打开的，请在该处退出并通知我们。
notice-asked-title = { $service }请你批准
notice-asked-body = 这项服务直接向你提出请求，并非在这个浏览器开始。请在几分钟内查看。如果你此刻没有使用{ $service }，请拒绝。
notice-consent-expired-title = 你给予{ $service }的许可已经结束
notice-consent-expired-body = 不能再凭它读取任何资料。你无需做任何事。
notice-incident-title = 一次你的资料交换已被制止
notice-incident-body = { $organisation }没有遵守交换规则。答复已被拦截并正在调查。“我的记录”列明是哪一次读取。

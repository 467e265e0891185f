# 每一页的外框、错误信息，以及多个页面共用的字句。

skip-to-content = 跳到主要内容
language-label = 语言
navigation-label = 导航
menu = 菜单
counted = { $text }（{ $count }）
sandbox-tag = 测试环境
sandbox-banner = 这里只有虚构人物，所有资料均非真实。请勿输入任何人的真实资料。
footer = Causeway 是以 Apache 2.0 许可证发布的开源软件。

# 按钮和链接
back = 返回
cancel = 取消
change = 更改
close = 关闭
continue = 继续
done = 完成
newer = 较新
older = 较旧
pages-label = 列表分页
breadcrumb-label = 你现在的位置
show-more = 显示更多
yes = 是
no = 否
live-pause = 暂停更新
live-resume = 继续更新
warning = 警告
success = 成功
important = 重要

# 日期
date-day = 日
date-month = 月
date-year = 年
date-hint = 例如：27 3 1985
time-hkt = 香港时间 { $when }

# 表单
error-hidden = 错误
error-title-prefix = 错误：{ $title }
error-summary-title = 资料有误

# 通行密钥
passkey-failed = 无法使用你的通行密钥，请重试。
passkey-cancelled = 你已取消，或操作超时。请按按钮重试。
passkey-unsupported = 此浏览器无法在这里使用通行密钥。请改用较新的浏览器，或在另一台设备上继续。
passkey-no-script = 使用通行密钥需要 JavaScript。请为本网站启用 JavaScript，或使用另一台设备。

# 二维码
qr-alt = 二维码。如果无法扫描，请使用本页的其他方法。
qr-expired = 此二维码已过期。
qr-camera = 使用摄像头
qr-stop = 关闭摄像头
qr-no-camera = 无法使用摄像头。请选择二维码的图片，或粘贴其文字。
qr-no-code = 图片中找不到二维码。请在光线充足的地方靠近一点再拍一次。
qr-no-script = 二维码每秒更新，需要 JavaScript。请为本网站启用 JavaScript，或使用其他方法。

# 用表单把答复交回服务
handoff-title = 正在返回服务
handoff-body = 如果服务没有自动打开，请按下面的按钮。

# 错误：按种类列出标题、发生了什么、下一步怎么做
error-home = 前往首页
error-reference = 如需帮助，请提供此参考编号：
error-invalid-title = 无法完成
error-invalid-body = 提交的资料有遗漏或错误。
error-invalid-next = 请返回上一页，检查你输入的资料，然后重试。
error-unauthenticated-title = 请先登录
error-unauthenticated-body = 你尚未登录，或会话已结束。
error-unauthenticated-next = 请登录后再打开此页。
error-forbidden-title = 不允许
error-forbidden-body = 这里不允许此操作。
error-forbidden-next = 请返回你原来的页面，再从那里重试。
error-not-found-title = 找不到网页
error-not-found-body = 这个网址没有可供你查看的内容。
error-not-found-next = 如果网址是你自己输入的，请检查是否正确。如果你是通过链接来的，该内容可能已经失效。
error-conflict-title = 现在无法进行
error-conflict-body = 自你打开此页后，情况已有变化。
error-conflict-next = 请重新打开此页，了解最新情况后再作决定。
error-gone-title = 此事项已结束
error-gone-body = 此页的事项已过期或已经完成。
error-gone-next = 请返回你原来使用的服务，重新开始。
error-too-large-title = 资料过大
error-too-large-body = 提交的资料超出此页可接收的大小。
error-too-large-next = 请缩减资料后再提交。
error-too-many-title = 尝试次数过多
error-too-many-body = 短时间内尝试次数过多。
error-too-many-next = 请等待几分钟，然后重试。
error-upstream-title = 另一系统没有响应
error-upstream-body = 另一机构的系统未正常响应。你的资料没有丢失。
error-upstream-next = 请几分钟后重试。
error-unavailable-title = 系统繁忙
error-unavailable-body = 现在无法处理你的请求。
error-unavailable-next = 请稍候片刻，然后重试。
error-internal-title = 系统出现问题
error-internal-body = 我们的系统出现问题，并已记录。
error-internal-next = 请稍后重试。
error-code-cross-site = 此请求来自另一网站，因此没有执行。
error-code-bad-form = 表单尚未填写完整。
error-code-method-not-allowed = 此网址不能以这种方式使用。

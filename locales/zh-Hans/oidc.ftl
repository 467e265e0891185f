# OpenID Connect 提供者的错误：服务把市民错误地带到这里时显示的说明。

error-code-unknown-client = 带你来到这里的服务并未登记。请返回该服务并通知其运营者。
error-code-bad-redirect-uri = 带你来到这里的服务要求把结果送往一个并未登记的网址。请返回该服务并通知其运营者。
error-code-bad-authorization-request = 带你来到这里的服务所提出的要求有误。请返回该服务并通知其运营者。
error-code-request-used = 这项要求已经回应。请返回该服务。

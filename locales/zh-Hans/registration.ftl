# 可以立即指出的申请问题：`registration-field-` 加上代码（crates/registration/src/application.rs）。

registration-field-card-missing = 请输入身份证上的号码
registration-field-card-malformed = 请输入一个或两个英文字母、六个数字和括号内的字符，例如 A123456(3)
registration-field-card-check-digit = 括号内的字符与此号码不符。请逐字与身份证核对
registration-field-date-missing = 请输入日、月和年
registration-field-date-malformed = 请输入实际存在的日期，年份用四位数字
registration-field-date-in-future = 请输入不在将来的日期
registration-field-issued-before-birth = 签发日期不可能早于出生日期。请核对两个日期
registration-field-name-missing = 请输入身份证上的姓名
registration-field-name-too-long = 姓名最多 120 个字符
registration-field-name-characters = 请用文字输入姓名

error-code-registration-closed = 这里尚未开放自行注册。请携带身份证前往注册柜台。
error-code-registration-over = 这次注册已经结束：它已完成，或 15 分钟已过。如果你已有通行密钥，请登录；否则请重新开始。
error-code-register-unavailable = 目前无法查询身份登记册。你输入的资料没有保留。请一分钟后再试。

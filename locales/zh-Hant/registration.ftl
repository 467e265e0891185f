# 可以即時指出的申請問題：`registration-field-` 加上代碼（crates/registration/src/application.rs）。

registration-field-card-missing = 請輸入身份證上的號碼
registration-field-card-malformed = 請輸入一個或兩個英文字母、六個數字和括號內的字元，例如 A123456(3)
registration-field-card-check-digit = 括號內的字元與此號碼不符。請逐字與身份證核對
registration-field-date-missing = 請輸入日、月和年
registration-field-date-malformed = 請輸入實際存在的日期，年份用四位數字
registration-field-date-in-future = 請輸入不在將來的日期
registration-field-issued-before-birth = 簽發日期不可能早於出生日期。請核對兩個日期
registration-field-name-missing = 請輸入身份證上的姓名
registration-field-name-too-long = 姓名最多 120 個字元
registration-field-name-characters = 請以文字輸入姓名

error-code-registration-closed = 這裏尚未開放自行登記。請攜同身份證前往登記櫃位。
error-code-registration-over = 這次登記已經結束：它已完成，或 15 分鐘已過。如果你已有通行密鑰，請登入；否則請重新開始。
error-code-register-unavailable = 目前未能查詢身份登記冊。你輸入的資料沒有保留。請於一分鐘後再試。

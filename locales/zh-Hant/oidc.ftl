# OpenID Connect 提供者的錯誤：服務把市民錯誤地帶到這裏時顯示的說明。

error-code-unknown-client = 帶你來到這裏的服務並未登記。請返回該服務並通知其營運者。
error-code-bad-redirect-uri = 帶你來到這裏的服務要求把結果送往一個並未登記的網址。請返回該服務並通知其營運者。
error-code-bad-authorization-request = 帶你來到這裏的服務所提出的要求有誤。請返回該服務並通知其營運者。
error-code-request-used = 這項要求已經回應。請返回該服務。

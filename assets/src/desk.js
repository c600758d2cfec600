import { Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs } from "govuk-frontend"
import { scanner } from "./scanner.js"
import { start } from "./start.js"

const words = {
  vi: {
    count: {
      charactersUnderLimit: { other: "Còn %{count} ký tự" },
      charactersAtLimit: "Đã hết số ký tự cho phép",
      charactersOverLimit: { other: "Quá %{count} ký tự" },
    },
    password: { showPassword: "Hiện", hidePassword: "Ẩn", showPasswordAriaLabel: "Hiện mật khẩu", hidePasswordAriaLabel: "Ẩn mật khẩu", passwordShownAnnouncement: "Mật khẩu đang hiện", passwordHiddenAnnouncement: "Mật khẩu đã ẩn" },
  },
}[document.documentElement.lang]

start([Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, PasswordInput, Radios, ServiceNavigation, SkipLink, Tabs], {
  "govuk-button": { preventDoubleClick: true },
  "govuk-character-count": words && { i18n: words.count },
  "govuk-password-input": words && { i18n: words.password },
})
scanner()

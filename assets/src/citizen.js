import { Button, ErrorSummary, NotificationBanner, Radios, Checkboxes, ServiceNavigation, SkipLink } from "govuk-frontend"
import { start } from "./start.js"

start([Button, ErrorSummary, NotificationBanner, Radios, Checkboxes, ServiceNavigation, SkipLink], {
  "govuk-button": { preventDoubleClick: true },
})

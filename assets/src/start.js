// Tells the styles that script runs, before the page is drawn: the file form of govuk-frontend's inline snippet.
export function start(components, options) {
  document.body.classList.add("js-enabled", "govuk-frontend-supported")
  for (const Component of components) {
    for (const root of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
      try {
        new Component(root, options?.[Component.moduleName])
      } catch {
        // The page works without script, so a component that cannot start is left as it is.
      }
    }
  }
}

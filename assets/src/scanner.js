// A barcode scanner types fast and ends with Enter. F2 brings the cursor to the box that finds a dossier, from anywhere on the page.
export function scanner() {
  const box = document.querySelector("[data-scanner]")
  if (!box) return
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F2" || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    box.focus()
    box.select()
  })
}

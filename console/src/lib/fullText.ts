/** Shows the full text of an element that is cut with an ellipsis when the user points at it. */
export function showFullTextOnHover(): void {
  document.addEventListener('pointerover', (event) => {
    const cut = (event.target as Element).closest<HTMLElement>('.cut')
    if (!cut) return
    const all = cut.textContent?.trim().replaceAll(/\s+/g, ' ') ?? ''
    if (cut.scrollWidth > cut.clientWidth) {
      if (!cut.title) cut.title = all
    } else if (cut.title === all) cut.removeAttribute('title')
  })
}

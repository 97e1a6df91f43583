/** What is cut with an ellipsis tells the whole to whoever points at it. */
export function startWhole(): void {
  document.addEventListener('pointerover', (event) => {
    const cut = (event.target as Element).closest<HTMLElement>('.cut')
    if (!cut) return
    const all = cut.textContent?.trim().replaceAll(/\s+/g, ' ') ?? ''
    if (cut.scrollWidth > cut.clientWidth) {
      if (!cut.title) cut.title = all
    } else if (cut.title === all) cut.removeAttribute('title')
  })
}

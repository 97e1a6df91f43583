/**
 * A box around a table, whose heads stay in view. Where the table fits, the page is scrolled, and its heads stay at the
 * window's edge; where it is wider, it is scrolled within its box, both ways, and they stay at the box's.
 */
export function tableBox(box: HTMLElement): () => void {
  const look = () => {
    const wide = box.scrollWidth > box.clientWidth
    box.classList.toggle('scrolls', wide)
    // what is scrolled can be scrolled by keys
    if (wide) box.tabIndex = 0
    else box.removeAttribute('tabindex')
  }
  const sizes = new ResizeObserver(look)
  sizes.observe(box)
  for (const child of box.children) sizes.observe(child)
  return () => sizes.disconnect()
}

/**
 * A handler that does nothing once its element has left the page: a picture may be loaded, or turn
 * out to be broken, after what showed it was closed, and then its values are those of nothing.
 */
export const whileShown = (act: () => void) => (event: Event): void => {
  if ((event.currentTarget as Element).isConnected) act()
}

package dev.carillon.server.http;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A long list whose elements are read page by page, by their keys: so no more than a page is in
 * memory while somebody reads slowly.
 *
 * @param <K> what an element is found by
 * @param <E> an element
 */
public final class PageIterator<K, E> implements Iterator<E> {

  private final List<K> keys;
  private final Function<List<K>, Optional<List<E>>> reading;
  private int size;
  private int from;
  private Iterator<E> page = List.<E>of().iterator();

  /**
   * The elements of these keys.
   *
   * @param size how many keys a page has at most
   * @param reading reads those of these that are there, in this order; empty where they are too
   *     large to be read together: then half of them are asked for
   */
  public PageIterator(List<K> keys, int size, Function<List<K>, Optional<List<E>>> reading) {
    this.keys = keys;
    this.size = size;
    this.reading = reading;
  }

  /** The same where a page is never too large. */
  public static <K, E> PageIterator<K, E> of(
      List<K> keys, int size, Function<List<K>, List<E>> reading) {
    return new PageIterator<>(keys, size, reading.andThen(Optional::of));
  }

  @Override
  public boolean hasNext() {
    while (!page.hasNext() && from < keys.size()) {
      List<K> asked = keys.subList(from, Math.min(from + size, keys.size()));
      Optional<List<E>> read = reading.apply(asked);
      if (read.isPresent()) {
        page = read.get().iterator();
        from += asked.size();
      } else if (asked.size() == 1) {
        throw new IllegalStateException("one alone is never too large: " + asked);
      } else {
        size = asked.size() / 2;
      }
    }
    return page.hasNext();
  }

  @Override
  public E next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}

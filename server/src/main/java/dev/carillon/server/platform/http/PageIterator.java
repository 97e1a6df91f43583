package dev.carillon.server.platform.http;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/**
 * A long list whose elements are read page by page, by their keys: so no more than a page is in
 * memory while a client reads slowly.
 *
 * @param <K> what an element is found by
 * @param <E> an element
 */
public final class PageIterator<K, E> implements Iterator<E> {

  /** After so many that were not too large, pages are made longer again. */
  private static final int GOOD_PAGES = 4;

  private final List<K> keys;
  private final Function<List<K>, Optional<List<E>>> reading;
  private final int sizeMax;
  private int size;
  private int good;
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
    this.sizeMax = size;
    this.size = size;
    this.reading = reading;
  }

  /** An iterator over pages that are never too large. */
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
        grow();
      } else if (asked.size() == 1) {
        throw new IllegalStateException("one alone is never too large: " + asked);
      } else {
        size = asked.size() / 2;
        good = 0;
      }
    }
    return page.hasNext();
  }

  /** A few large elements do not make all pages behind them small. */
  private void grow() {
    if (size < sizeMax && ++good == GOOD_PAGES) {
      size = Math.min(2 * size, sizeMax);
      good = 0;
    }
  }

  @Override
  public E next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return page.next();
  }
}

package dev.carillon.server.platform.http;

import java.util.Iterator;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What is made of long lists, element by element as they are asked for. */
public final class Iterators {

  private Iterators() {}

  /** The elements that pass the test. */
  public static <E> Iterator<E> filtered(Iterator<E> elements, Predicate<? super E> passes) {
    return stream(elements).filter(passes).iterator();
  }

  /** What becomes of each. */
  public static <E, F> Iterator<F> mapped(
      Iterator<E> elements, Function<? super E, ? extends F> making) {
    return stream(elements).<F>map(making).iterator();
  }

  /** The elements of the first, then those of the second. */
  public static <E> Iterator<E> joined(
      Iterator<? extends E> elements, Iterator<? extends E> others) {
    return Stream.<E>concat(stream(elements), stream(others)).iterator();
  }

  private static <E> Stream<E> stream(Iterator<E> elements) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(elements, Spliterator.ORDERED), false);
  }
}

package dev.carillon.server.assets.field;

import java.util.List;

/** What a request wants of one field. */
public sealed interface FieldEdit {

  /** Give it this value, as {@link Metadata} holds it. */
  record Put(Object value) implements FieldEdit {}

  /** Leave it without a value. */
  record Clear() implements FieldEdit {}

  /** Remove and add single values of a field with many. */
  record Modify(List<String> removed, List<String> added) implements FieldEdit {
    public Modify {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }
  }
}

package dev.carillon.hooks.jdbc.store;

import java.util.List;

/**
 * The few texts in which the dialects differ.
 *
 * @param ofEvent the condition that delivery {@code d} was recorded with event {@code e}, in the
 *     form that the dialect's indexes serve
 * @param beforeSweep statements to run before rows are swept
 * @param afterDelivery statements to run after a delivery was swept, with its number
 * @param contains the condition that the bytes of a column, in the place of {@code %s}, contain the
 *     bytes of a parameter
 * @param keep what a select of one row ends with to keep it until the transaction ends
 */
public record Wording(
    String ofEvent,
    List<String> beforeSweep,
    List<String> afterDelivery,
    String contains,
    String keep) {
  public Wording {
    beforeSweep = List.copyOf(beforeSweep);
    afterDelivery = List.copyOf(afterDelivery);
  }
}

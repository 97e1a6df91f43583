package dev.carillon.hooks.jdbc.store;

import java.util.List;

/**
 * The few texts in which the dialects differ.
 *
 * @param ofEvent the condition that delivery {@code d} was recorded with event {@code e}, in the
 *     form that the dialect's indexes serve
 * @param withEvent how delivery {@code d} is joined with its event {@code e}, so that it is found
 *     by its number, whatever else is asked of it
 * @param keeping how long rows are kept, and what goes with them
 * @param contains how a text is found in bytes
 * @param locks how rows are kept from others
 * @param lanes how deliveries of one state are found in the order of their sequences
 */
public record Dialect(
    String ofEvent,
    String withEvent,
    Keeping keeping,
    Contains contains,
    Locks locks,
    IndexOrder lanes) {

  /**
   * The conditions that the bytes of a column, in the place of {@code %1$s}, contain a text.
   *
   * @param exact its parameter is bytes, which are looked for as they are
   * @param ascii its parameter is a text of ASCII, whose letters may have either case
   * @param folded its parameter is any text, whose letters may have either case, or its pattern
   * @param byPattern whether that is {@link dev.carillon.hooks.delivery.FoldedText#pattern}
   */
  public record Contains(String exact, String ascii, String folded, boolean byPattern) {}

  /**
   * How rows are kept.
   *
   * @param beforeSweep statements to run before rows are swept
   * @param afterDelivery statements to run after a delivery was swept, with its number
   * @param beforeEvent statements to run before an event is swept unless it has deliveries, with
   *     its number
   * @param deliveryBytes what a delivery's row takes with its entries in indexes, as {@code ./bench
   *     sizes} measures it
   */
  public record Keeping(
      List<String> beforeSweep,
      List<String> afterDelivery,
      List<String> beforeEvent,
      int deliveryBytes) {
    public Keeping {
      beforeSweep = List.copyOf(beforeSweep);
      afterDelivery = List.copyOf(afterDelivery);
      beforeEvent = List.copyOf(beforeEvent);
    }
  }

  /**
   * How rows are kept from others until the transaction ends. All empty where there is one writer
   * at a time.
   *
   * @param keep what a select ends with so that nobody removes its rows
   * @param take what a select ends with to have its rows alone, without those that others keep
   * @param await what a select ends with to have its rows alone, after those who have them now
   * @param takeEvents a statement that has the events alone whose numbers are in its parameter, an
   *     array; it waits for those who keep one
   */
  public record Locks(String keep, String take, String await, String takeEvents) {

    /** For one writer at a time. */
    public static final Locks NONE = new Locks("", "", "", "");
  }
}

package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.jdbc.Dialect;
import dev.carillon.hooks.jdbc.Sql;

/** An index on deliveries {@code d}, or a part of it, that has them in the order of numbers. */
public sealed interface RowIndex {

  /** The condition for those within a reach, in the words that the index was made with. */
  Sql within(Dialect dialect, NumberRange reach);

  /** The order of the rows in this index. */
  default String order(Dialect dialect, NumberRange reach) {
    return "d.sequence" + reach.direction();
  }

  /** All rows. */
  record All() implements RowIndex {
    @Override
    public Sql within(Dialect dialect, NumberRange reach) {
      return Sql.of("d.sequence > ? and d.sequence < ?", reach.after(), reach.before());
    }
  }

  /** Deliveries that were made later than their event was recorded. */
  record Late() implements RowIndex {
    @Override
    public Sql within(Dialect dialect, NumberRange reach) {
      return Sql.of(
          "d.late = 1 and d.sequence > ? and d.sequence < ?", reach.after(), reach.before());
    }
  }

  /** The deliveries of one webhook in one state. */
  record OfWebhook(long webhook, int state) implements RowIndex {
    @Override
    public Sql within(Dialect dialect, NumberRange reach) {
      return Sql.of(dialect.ofWebhook("d", state), webhook, reach.after(), webhook, reach.before());
    }

    @Override
    public String order(Dialect dialect, NumberRange reach) {
      return dialect.ofWebhookOrder("d", reach.newestFirst());
    }
  }

  /** All deliveries in one state that is neither pending nor delivered. */
  record OfState(int state) implements RowIndex {
    @Override
    public Sql within(Dialect dialect, NumberRange reach) {
      return Sql.of(dialect.ofState("d", state), reach.after(), reach.before());
    }

    @Override
    public String order(Dialect dialect, NumberRange reach) {
      return dialect.ofStateOrder("d", reach.newestFirst());
    }
  }
}

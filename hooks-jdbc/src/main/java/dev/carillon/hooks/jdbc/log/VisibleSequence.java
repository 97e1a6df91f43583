package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;

/** Knows how far a reader that goes by sequences may go without passing what comes later. */
@FunctionalInterface
public interface VisibleSequence {

  /** Where one transaction writes at a time, and numbers are given as it goes: all there is. */
  VisibleSequence NEWEST =
      database -> database.read(c -> Sql.number(c, "select max(sequence) from events"));

  /** A sequence up to which everything that will ever be there is visible to later reads. */
  long in(Database database);
}

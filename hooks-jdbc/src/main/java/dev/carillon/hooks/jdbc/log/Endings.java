package dev.carillon.hooks.jdbc.log;

import dev.carillon.hooks.delivery.DeliveryFilter.Codes;
import dev.carillon.hooks.delivery.DeliveryFilter.Ending;
import dev.carillon.hooks.delivery.ErrorClass;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.store.StateCodes;

/** How a last attempt ended, as the store knows it. */
final class Endings {

  private static final int SUCCESS_FROM = 200;
  private static final int SUCCESS_TO = 299;

  private Endings() {}

  /** Whether a first attempt that succeeded may have ended so. */
  static boolean mayBeFirst(Ending last) {
    return last.errors().isEmpty()
        && (last.codes().isEmpty()
            || last.codes().stream()
                .anyMatch(some -> some.from() <= SUCCESS_TO && some.to() >= SUCCESS_FROM));
  }

  /** The condition that a row {@code d} ended so, beginning with "and"; no words where any does. */
  static Sql condition(Ending last) {
    Sql codes = Sql.NOTHING;
    for (Codes some : last.codes()) {
      codes = or(codes, Sql.of("d.last between ? and ?", some.from(), some.to()));
    }
    Sql errors = Sql.NOTHING;
    for (ErrorClass error : last.errors()) {
      errors = or(errors, error(error));
    }
    return and(codes).then(and(errors));
  }

  private static Sql or(Sql some, Sql other) {
    return some.text().isEmpty() ? other : some.then(" or ").then(other);
  }

  private static Sql and(Sql some) {
    return some.text().isEmpty() ? some : some.within(" and (", ")");
  }

  private static Sql error(ErrorClass error) {
    return switch (error) {
      case REDIRECT -> Sql.of("d.last between 300 and 399");
      case HTTP_4XX -> Sql.of("d.last between 400 and 499");
      case HTTP_5XX -> Sql.of("d.last between 500 and 599");
      case HTTP_OTHER -> Sql.of("d.last between 1 and 199 or d.last > 599");
      default -> Sql.of("d.last = ?", StateCodes.error(error));
    };
  }
}

package dev.carillon.hooks.jdbc.sqlite;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.transaction.Faults;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;

/** What SQLite's result codes mean for us. */
final class SqliteFaults implements Faults {

  private static final int PRIMARY_CODE = 0xff;
  private static final int BUSY = 5;

  private final Path file;

  SqliteFaults(Path file) {
    this.file = file;
  }

  @Override
  public Optional<HooksException> storeFault(SQLException failure) {
    return switch (failure.getErrorCode() & PRIMARY_CODE) {
      case 13 -> trouble(Code.STORE_FULL, "is on a full disk", failure);
      case 5, 6 -> trouble(Code.STORE_UNAVAILABLE, "is held by another program", failure);
      case 7, 10, 14 -> trouble(Code.STORE_UNAVAILABLE, "cannot be read or written", failure);
      case 8 -> trouble(Code.STORE_UNAVAILABLE, "is read-only", failure);
      case 11, 26 -> trouble(Code.STORE_UNUSABLE, "is damaged or no SQLite database", failure);
      default -> Optional.empty();
    };
  }

  /**
   * A transaction that has read and now writes does not wait for the lock, but fails at once: also
   * where a reader holds it for a moment, because it found the head of the log half written.
   */
  @Override
  public boolean conflict(SQLException failure) {
    return (failure.getErrorCode() & PRIMARY_CODE) == BUSY;
  }

  private Optional<HooksException> trouble(Code code, String what, SQLException failure) {
    return Optional.of(
        new HooksException(
            code, "the database " + file + " " + what + ": " + failure.getMessage(), failure));
  }
}

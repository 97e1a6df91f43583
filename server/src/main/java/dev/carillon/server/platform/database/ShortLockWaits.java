package dev.carillon.server.platform.database;

import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.BaseCallback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/**
 * Lets each connection of a migration wait for a lock a short time only, and work for as long as it
 * takes: one of a pool between may have the limit of a node.
 */
final class ShortLockWaits extends BaseCallback {

  private static final String LOCK_TIMEOUT = "set lock_timeout = '3s'";

  private static final String NO_STATEMENT_TIMEOUT = "set statement_timeout = 0";

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.AFTER_CONNECT;
  }

  @Override
  public void handle(Event event, Context context) {
    try (Statement statement = context.getConnection().createStatement()) {
      statement.execute(LOCK_TIMEOUT);
      statement.execute(NO_STATEMENT_TIMEOUT);
    } catch (SQLException failed) {
      throw new FlywayException(
          "cannot set how long locks are waited for and statements may take", failed);
    }
  }
}

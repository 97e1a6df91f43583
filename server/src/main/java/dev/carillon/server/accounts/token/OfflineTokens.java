package dev.carillon.server.accounts.token;

import dev.carillon.server.platform.http.AccountListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;

/** Ends tokens and pairings of users where no server runs, so that none has read any. */
public record OfflineTokens(InstantSource clock) implements AccountListener {

  @Override
  public void disabled(Connection connection, String userId, String username) throws SQLException {
    passwordChanged(connection, userId, username, true);
  }

  @Override
  public void passwordChanged(Connection connection, String userId, String username, boolean all)
      throws SQLException {
    PairingRows.removeConfirmed(connection, userId);
    if (all) {
      TokenRows.revokeAll(connection, userId, clock.instant());
    }
  }

  @Override
  public void removed(Connection connection, String userId, String username) throws SQLException {
    PairingRows.removeAll(connection, userId);
    TokenRows.removeAll(connection, userId);
  }
}

package dev.carillon.hooks.jdbc.store;

import dev.carillon.hooks.webhook.Handshake;
import dev.carillon.hooks.webhook.ReceiverLogin;
import dev.carillon.hooks.webhook.ReceiverLogin.ClientProof;
import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.hooks.webhook.Webhook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a webhook's login at its receiver, and its receiver's permission, lie in its row. */
final class LoginColumns {

  /** In the order of {@link #values}. */
  static final String COLUMNS = "login, login_secret, handshake";

  /** How many there are. */
  static final int COUNT = 3;

  private LoginColumns() {}

  static List<@Nullable Object> values(Webhook webhook, SecretCipher cipher) {
    ReceiverLogin login = webhook.login();
    return Arrays.asList(
        login.none() ? "" : text(login),
        login.none() ? null : cipher.encrypt(login.clientSecret()),
        text(webhook.handshake()));
  }

  /** All but the secret. */
  private static String text(ReceiverLogin login) {
    return Columns.lines(
        List.of(
            login.tokenUrl(),
            login.clientId(),
            login.scope(),
            login.audience(),
            login.proof().name()));
  }

  private static String text(Handshake handshake) {
    return handshake.none()
        ? ""
        : Columns.lines(
            List.of(
                handshake.origin(),
                String.valueOf(Columns.micros(handshake.agreedAt())),
                String.valueOf(handshake.perMinuteMax())));
  }

  /** The login in the row of a webhook. */
  static ReceiverLogin login(ResultSet row, SecretCipher cipher) throws SQLException {
    List<String> lines = Columns.list(row.getString("login"));
    return lines.isEmpty()
        ? ReceiverLogin.NONE
        : login(lines, cipher.decrypt(row.getBytes("login_secret")));
  }

  /** The login in the row of a webhook's revision, which has no secret. */
  static ReceiverLogin loginOfRevision(ResultSet row) throws SQLException {
    List<String> lines = Columns.list(row.getString("login"));
    return lines.isEmpty() ? ReceiverLogin.NONE : login(lines, ReceiverLogin.HIDDEN_SECRET);
  }

  private static ReceiverLogin login(List<String> lines, String secret) {
    return new ReceiverLogin(
        lines.get(0),
        lines.get(1),
        secret,
        lines.get(2),
        lines.get(3),
        ClientProof.valueOf(lines.get(4)));
  }

  /** The permission in the row of a webhook. */
  static Handshake handshake(ResultSet row) throws SQLException {
    List<String> lines = Columns.list(row.getString("handshake"));
    return lines.isEmpty()
        ? Handshake.NONE
        : new Handshake(
            lines.get(0),
            Columns.instant(Long.parseLong(lines.get(1))),
            Integer.parseInt(lines.get(2)));
  }
}

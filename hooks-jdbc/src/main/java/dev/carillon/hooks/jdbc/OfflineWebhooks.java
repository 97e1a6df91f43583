package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.secret.AesSecretCipher;
import dev.carillon.hooks.webhook.Secret;
import dev.carillon.hooks.webhook.WebhookState.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What is done to webhooks of tables without a prefix, or of those of a lent connection, while no
 * engine runs on the database: finding those of which something cannot be decrypted with the keys
 * at hand, giving them what they need to work again, and disabling all.
 */
public final class OfflineWebhooks {

  private static final String PRESENT_REVISION =
      """
      insert into {webhook_revisions}
        (webhook, revision, url, headers, secret, old_secret, old_secret_until,
         client_certificate, timeout_seconds, made_at, format, ed25519, login)
      select key, revision, url, headers, secret, old_secret, old_secret_until,
        client_certificate, timeout_seconds, ?, format, ed25519, login
      from {webhooks} where key = ? and removed_at is null
      """;

  private static final String SECRET = "secret";
  private static final String HEADERS = "headers";
  private static final String OLD_SECRET = "old_secret";
  private static final String CLIENT_KEY = "client_key";
  private static final String LOGIN_SECRET = "login_secret";
  private static final List<String> ENCRYPTED =
      List.of(SECRET, HEADERS, OLD_SECRET, CLIENT_KEY, LOGIN_SECRET);

  private static final int PAGE_ROWS = 200;
  private static final String PAGE =
      "select key, id, name, "
          + String.join(", ", ENCRYPTED)
          + " from {webhooks} where key > ? order by key limit "
          + PAGE_ROWS;

  private OfflineWebhooks() {}

  /** The webhooks of which not everything can be decrypted, in the order they were made. */
  public static List<Unreadable> find(Connection connection, AesSecretCipher cipher)
      throws SQLException {
    List<Unreadable> found = new ArrayList<>();
    List<Unreadable> page;
    long after = -1;
    do {
      page = Sql.list(named(connection), PAGE, row -> of(row, cipher), after);
      page.stream().filter(each -> !each.lost().isEmpty()).forEach(found::add);
      after = page.isEmpty() ? after : page.getLast().key();
    } while (page.size() == PAGE_ROWS);
    return found;
  }

  private static Unreadable of(ResultSet row, AesSecretCipher cipher) throws SQLException {
    Set<String> lost = new TreeSet<>();
    Set<String> keyIds = new TreeSet<>();
    for (String column : ENCRYPTED) {
      byte[] encrypted = row.getBytes(column);
      // a removed webhook has none
      if (encrypted != null && encrypted.length > 0 && !readable(encrypted, cipher)) {
        lost.add(column);
        keyIds.add(keyId(encrypted));
      }
    }
    return new Unreadable(
        row.getLong("key"), row.getString("id"), row.getString("name"), lost, keyIds);
  }

  private static boolean readable(byte[] encrypted, AesSecretCipher cipher) {
    try {
      cipher.decrypt(encrypted);
      return true;
    } catch (IllegalStateException lost) {
      return false;
    }
  }

  private static String keyId(byte[] encrypted) {
    try {
      String id = AesSecretCipher.keyIdOf(encrypted);
      return id.matches("[0-9a-f]*") ? id : Unreadable.NO_KEY;
    } catch (IllegalStateException none) {
      return Unreadable.NO_KEY;
    }
  }

  /**
   * Gives a webhook a new secret where its own is lost, takes out the headers, the old secret, the
   * client certificate and the login at the receiver that are lost, and disables it: its receiver
   * does not know the secret.
   */
  public static void reset(
      Connection opened, AesSecretCipher cipher, Unreadable webhook, Instant now, String detail)
      throws SQLException {
    Connection connection = named(opened);
    List<String> changes = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    if (webhook.lost().contains(SECRET)) {
      changes.add("secret = ?");
      values.add(cipher.encrypt(Secret.random().token()));
    }
    if (webhook.lost().contains(HEADERS)) {
      changes.add("headers = ?");
      values.add(cipher.encrypt(""));
    }
    if (webhook.lost().contains(SECRET) || webhook.lost().contains(OLD_SECRET)) {
      changes.add("old_secret = null, old_secret_until = null");
    }
    if (webhook.lost().contains(CLIENT_KEY)) {
      changes.add("client_certificate = null, client_key = null");
    }
    if (webhook.lost().contains(LOGIN_SECRET)) {
      changes.add("login = '', login_secret = null");
    }
    changes.add("revision = revision + 1");
    changes.add("disabled_at = coalesce(disabled_at, ?), disabled_reason = ?, disabled_detail = ?");
    values.add(micros(now));
    values.add(Reason.SECRET_RESET.text());
    values.add(detail);
    values.add(webhook.key());
    Sql.update(
        connection,
        "update {webhooks} set " + String.join(", ", changes) + " where key = ?",
        values.toArray());
    // what older requests were made of cannot be read either
    Sql.update(connection, "delete from {webhook_revisions} where webhook = ?", webhook.key());
    Sql.update(connection, PRESENT_REVISION, micros(now), webhook.key());
    Sql.update(connection, "update {webhook_set} set revision = revision + 1");
    SubscriptionRows.changed(connection, webhook.id(), now);
  }

  /**
   * Disables every webhook that is enabled; what is pending stays so. Those that failures had
   * disabled get the reason too: else a server might enable them of itself.
   *
   * @param reason as it is stored
   * @return how many were enabled
   */
  public static int disableAll(Connection opened, Reason reason, Instant now, String detail)
      throws SQLException {
    Connection connection = named(opened);
    int disabled =
        Sql.update(
            connection,
            "update {webhooks} set disabled_at = ?, disabled_reason = ?, disabled_detail = ?"
                + " where disabled_at is null and removed_at is null",
            micros(now),
            reason.text(),
            detail);
    Sql.update(
        connection,
        "update {webhooks} set disabled_reason = ?,"
            + " disabled_detail = ? || '; before: ' || disabled_detail"
            + " where disabled_reason = ? and disabled_at is not null and removed_at is null",
        reason.text(),
        detail,
        Reason.FAILURES.text());
    Sql.update(connection, "update {webhook_set} set revision = revision + 1");
    SubscriptionRows.disabled(connection, now);
    return disabled;
  }

  private static Connection named(Connection opened) throws SQLException {
    return TableNames.PLAIN.on(opened);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  /**
   * A webhook of which not everything can be decrypted.
   *
   * @param key of its row
   * @param id its public id
   * @param lost the columns that cannot be read
   * @param keyIds the ids of the keys that they were encrypted with; {@link #NO_KEY} where that is
   *     unreadable too
   */
  public record Unreadable(long key, String id, String name, Set<String> lost, Set<String> keyIds) {

    /** Stands for an id that cannot be read. */
    public static final String NO_KEY = "(unreadable)";

    public Unreadable {
      lost = Set.copyOf(lost);
      keyIds = Set.copyOf(keyIds);
    }

    /** Whether its custom headers are lost; there may have been none. */
    public boolean headersLost() {
      return lost.contains(HEADERS);
    }

    /** Whether the key of its client certificate is lost. */
    public boolean certificateLost() {
      return lost.contains(CLIENT_KEY);
    }

    /** Whether the secret of its login at the receiver is lost. */
    public boolean loginLost() {
      return lost.contains(LOGIN_SECRET);
    }

    /** Whether its present secret is lost. */
    public boolean secretLost() {
      return lost.contains(SECRET);
    }
  }
}

package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * The settings in the database: one row, whose URLs are encrypted. What they were is kept in memory
 * and read again when the row has another revision, so that all nodes go by the same ones.
 */
final class AlertSettingsStore {

  private static final System.Logger LOG = System.getLogger(AlertSettingsStore.class.getName());

  private static final int KEY = 1;
  private static final String READ =
      "select revision, document, urls, backup_at from alert_settings where key = ?";
  private static final String MAKE =
      """
      insert into alert_settings (key, revision, document, urls) values (?, ?, ?, ?)
      on conflict (key) do update set revision = excluded.revision, document = excluded.document,
        urls = excluded.urls
      where alert_settings.revision = ?
      """;
  private static final String BACKUP =
      "update alert_settings set backup_at = ? where key = ? and backup_at < ?";

  private final Database database;
  private final SecretCipher cipher;
  private volatile Stored latest = Stored.NONE;

  AlertSettingsStore(Database database, SecretCipher cipher) {
    this.database = database;
    this.cipher = cipher;
  }

  /**
   * What is set, and what goes with it.
   *
   * @param backupAt when the newest backup was made that a node noted; empty where none is
   */
  record Stored(AlertSettings settings, OptionalLong backupAt) {
    static final Stored NONE = new Stored(AlertSettings.NONE, OptionalLong.empty());
  }

  /** What is set now, by any node. */
  Stored read() {
    Stored known = latest;
    Stored read =
        database.read(
            connection ->
                Sql.first(connection, READ, row -> stored(row, known), KEY).orElse(Stored.NONE));
    latest = read;
    return read;
  }

  private Stored stored(ResultSet row, Stored known) throws SQLException {
    long revision = row.getLong("revision");
    long backupAt = row.getLong("backup_at");
    AlertSettings settings =
        revision == known.settings().revision()
            ? known.settings()
            : AlertSettingsJson.stored(
                revision, row.getString("document"), urls(row.getBytes("urls")));
    return new Stored(settings, backupAt == 0 ? OptionalLong.empty() : OptionalLong.of(backupAt));
  }

  private String urls(byte[] encrypted) {
    try {
      return cipher.decrypt(encrypted);
    } catch (IllegalStateException lost) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The URLs of alert channels cannot be decrypted, since the key of secrets is another"
              + " one: set them again",
          lost);
      return "{}";
    }
  }

  /**
   * Sets other ones, in the caller's transaction.
   *
   * @param changed with the revision of those that it takes the place of
   * @throws Problem 409 where others were set meanwhile
   */
  void write(Connection connection, AlertSettings changed) throws SQLException {
    int written =
        Sql.update(
            connection,
            MAKE,
            KEY,
            changed.revision() + 1,
            Json.text(AlertSettingsJson.shown(changed)),
            cipher.encrypt(AlertSettingsJson.urls(changed)),
            changed.revision());
    if (written == 0) {
      throw changedMeanwhile();
    }
  }

  /** What to say where settings have another revision. */
  static Problem changedMeanwhile() {
    return Problem.conflict(
        "The alerts were changed meanwhile: get them again, and repeat your change");
  }

  /** A node has noted a backup of then. */
  void backedUp(Instant at) {
    int _ =
        database.write(
            connection ->
                Sql.update(connection, BACKUP, at.toEpochMilli(), KEY, at.toEpochMilli()));
  }
}

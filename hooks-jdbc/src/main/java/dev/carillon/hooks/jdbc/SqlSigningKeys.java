package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.webhook.SecretCipher;
import dev.carillon.hooks.webhook.SigningKey;
import dev.carillon.hooks.webhook.SigningKeys;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signing keys in a table, which all nodes share; private ones are encrypted. What signs is read
 * from memory, which is at most {@link #KNOWN_FOR} older than the table. So a new key is published
 * before it signs: every node has read it by then.
 */
public final class SqlSigningKeys implements SigningKeys {

  /** For so long a receiver may keep the keys that it has read. */
  public static final Duration CACHED_FOR = Duration.ofMinutes(1);

  /**
   * So long after it was made a key that replaces another one begins to sign, and an older overlap
   * ends: every receiver has read it by then. No other one is made before.
   */
  public static final Duration PUBLISHED_BEFORE = CACHED_FOR.multipliedBy(2);

  /** So many keys are kept, so that the log can show what they signed. */
  private static final int KEPT_MAX = 20;

  private static final Duration KNOWN_FOR = Duration.ofSeconds(5);
  private static final Logger LOG = System.getLogger(SqlSigningKeys.class.getName());

  private static final String SELECT =
      "select public_key, private_key, signs_from, signs_until from {signing_keys} order by key"
          + " desc";
  private static final String INSERT =
      """
      insert into {signing_keys} (public_key, private_key, signs_from, signs_until)
      values (?, ?, ?, ?)
      """;
  private static final String END =
      "update {signing_keys} set signs_until = ? where signs_until > ?";

  /** Two nodes that begin at the same time would each make a first key. */
  private static final String LOCK = "select 1 from {webhook_set}";

  private static final String PURGE =
      """
      delete from {signing_keys} where signs_until < ? and key not in (
        select key from {signing_keys} order by key desc limit ?)
      """;

  private final Database database;
  private final SecretCipher cipher;
  private volatile @Nullable Known known;

  /** The keys in this database. */
  public SqlSigningKeys(Database database, SecretCipher cipher) {
    this.database = database;
    this.cipher = cipher;
  }

  @Override
  public List<SigningKey> at(Instant time) {
    return all().stream().filter(key -> key.signsAt(time)).toList();
  }

  /** All that are kept, the newest first, as they were a few seconds ago at the earliest. */
  public List<SigningKey> all() {
    Known last = known;
    return last != null && last.fresh() ? last.keys() : looked(last);
  }

  /** While the database fails, those that were read last sign on. */
  private synchronized List<SigningKey> looked(@Nullable Known last) {
    Known meanwhile = known;
    if (meanwhile != null && meanwhile.fresh()) {
      return meanwhile.keys();
    }
    try {
      return keep(database.read(this::read)).keys();
    } catch (HooksException failed) {
      if (last == null) {
        throw failed;
      }
      LOG.log(Level.WARNING, "the signing keys cannot be read; those known before sign on", failed);
      return keep(last.keys()).keys();
    }
  }

  private Known keep(List<SigningKey> keys) {
    Known read = new Known(keys, System.nanoTime());
    known = read;
    return read;
  }

  /**
   * Makes the first key, if there is none that signs.
   *
   * @return whether it made one
   */
  public boolean make(Instant now) {
    return changing(
        connection -> {
          if (read(connection).stream().anyMatch(key -> key.signsAt(now))) {
            return false;
          }
          insert(connection, SigningKey.random(now));
          return true;
        });
  }

  /**
   * Makes a key that replaces the present one, which goes on to sign until the overlap ends. An
   * older overlap ends when the new key begins to sign.
   *
   * @param overlap for how long both sign
   * @return the new key; empty while another new one has not begun to sign
   */
  public Optional<SigningKey> replace(Instant now, Duration overlap) {
    return changing(
        connection -> {
          List<SigningKey> before = read(connection);
          if (before.stream().anyMatch(key -> key.from().isAfter(now))) {
            return Optional.empty();
          }
          boolean first = before.stream().noneMatch(key -> key.signsAt(now));
          Instant from = first ? now : now.plus(PUBLISHED_BEFORE);
          long replaced = micros(from.plus(overlap));
          long endless = micros(SigningKey.ENDLESS) - 1;
          // those that were replaced before, and then the present one
          Sql.update(
              connection, END + " and signs_until <= ?", micros(from), micros(from), endless);
          Sql.update(connection, END, replaced, endless);
          SigningKey made = SigningKey.random(from);
          insert(connection, made);
          Sql.update(connection, PURGE, micros(now), KEPT_MAX);
          return Optional.of(made);
        });
  }

  private <T> T changing(DatabaseWork<T> work) {
    try {
      return database.write(
          LockOrder.WEBHOOK_SET,
          connection -> {
            Sql.any(connection, LOCK + database.dialect().forUpdate());
            return work.in(connection);
          });
    } finally {
      known = null;
    }
  }

  private void insert(Connection connection, SigningKey key) throws SQLException {
    Sql.update(
        connection,
        INSERT,
        text(key.publicKey()),
        cipher.encrypt(text(key.seed())),
        micros(key.from()),
        micros(key.until()));
  }

  /** Without those whose secret key was lost. */
  private List<SigningKey> read(Connection connection) throws SQLException {
    List<SigningKey> keys = new ArrayList<>();
    for (Optional<SigningKey> key : Sql.list(connection, SELECT, this::readable)) {
      key.ifPresent(keys::add);
    }
    return List.copyOf(keys);
  }

  private Optional<SigningKey> readable(ResultSet row) throws SQLException {
    try {
      return Optional.of(
          new SigningKey(
              Base64.getDecoder().decode(row.getString("public_key")),
              Base64.getDecoder().decode(cipher.decrypt(row.getBytes("private_key"))),
              instant(row.getLong("signs_from")),
              instant(row.getLong("signs_until"))));
    } catch (IllegalStateException lost) {
      LOG.log(Level.WARNING, "a signing key cannot be decrypted, and signs no more", lost);
      return Optional.empty();
    }
  }

  private static String text(byte[] key) {
    return Base64.getEncoder().encodeToString(key);
  }

  private static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  private static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** What was read, and when. */
  private record Known(List<SigningKey> keys, long atNanos) {

    boolean fresh() {
      return System.nanoTime() - atNanos < KNOWN_FOR.toNanos();
    }
  }
}

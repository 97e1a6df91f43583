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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Signing keys in a table, which all nodes share; private ones are encrypted. What signs is read
 * from memory, which is at most {@link #KNOWN_FOR} older than the table while the node can read the
 * database. So a new key is published before it signs: every node has read it by then. A key that
 * is withdrawn signs for no longer than that on any node that can read the database; on one that
 * cannot, the keys that it read last sign on.
 */
public final class SqlSigningKeys implements SigningKeys {

  /** For so long a receiver may keep the keys that it has read. */
  public static final Duration CACHED_FOR = Duration.ofMinutes(1);

  /**
   * The time after which a new key begins to sign and an older overlap ends: every receiver has
   * read it by then. No other key is made before.
   */
  public static final Duration PUBLISHED_BEFORE = CACHED_FOR.multipliedBy(2);

  /** A request that was signed by an ended key may still be on its way, or in a queue. */
  private static final Duration PUBLISHED_AFTER = Duration.ofHours(1);

  /** The most keys that are kept, so that the log can show what they signed. */
  private static final int KEPT_MAX = 20;

  private static final Duration KNOWN_FOR = Duration.ofSeconds(5);
  private static final Logger LOG = System.getLogger(SqlSigningKeys.class.getName());

  private static final String SELECT =
      "select key, public_key, private_key, signs_from, signs_until, withdrawn from {signing_keys}"
          + " order by key desc";
  private static final String INSERT =
      """
      insert into {signing_keys} (public_key, private_key, signs_from, signs_until)
      values (?, ?, ?, ?)
      """;
  private static final String END =
      "update {signing_keys} set signs_until = ? where withdrawn = 0 and signs_until > ?";

  private static final String WITHDRAW =
      "update {signing_keys} set withdrawn = 1, signs_until = ? where key = ?";
  private static final String SIGN_ON =
      "update {signing_keys} set signs_from = ?, signs_until = ? where key = ?";

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

  /**
   * The keys that sign requests made at this time, the newest first. A withdrawn key does not sign,
   * whatever this node's clock says. If this clock is behind, so that no key has begun, the one
   * that begins first signs.
   */
  @Override
  public List<SigningKey> at(Instant time) {
    List<Row> valid = rows().stream().filter(row -> !row.withdrawn()).toList();
    List<SigningKey> signing =
        valid.stream().map(Row::signing).filter(key -> key.signsAt(time)).toList();
    return signing.isEmpty()
        ? valid.stream()
            .filter(row -> row.beginsAfter(time))
            .map(Row::signing)
            .min(Comparator.comparing(SigningKey::from))
            .stream()
            .toList()
        : signing;
  }

  /** The keys that signed at a time in the past, withdrawn ones included: a log shows them. */
  public SigningKeys past() {
    return time -> all().stream().filter(key -> key.signsAt(time)).toList();
  }

  /** All that are kept, the newest first, as they were a few seconds ago at the earliest. */
  public List<SigningKey> all() {
    return rows().stream().map(Row::signing).toList();
  }

  /**
   * The keys with which receivers verify signatures at this time, the newest first: keys that sign,
   * will sign, or ended less than an hour ago, without those that were withdrawn.
   */
  public List<SigningKey> published(Instant now) {
    return rows().stream().filter(row -> row.publishedAt(now)).map(Row::signing).toList();
  }

  private List<Row> rows() {
    Known last = known;
    return last != null && last.fresh() ? last.keys() : looked(last);
  }

  /** While the database fails, those that were read last sign on. */
  private synchronized List<Row> looked(@Nullable Known last) {
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

  private Known keep(List<Row> keys) {
    Known read = new Known(keys, System.nanoTime());
    known = read;
    return read;
  }

  /**
   * Makes the first key, if there is none that signs or will sign.
   *
   * @return whether it made one
   */
  public boolean make(Instant now) {
    return changing(
        connection -> {
          if (read(connection).stream().anyMatch(row -> !row.withdrawn() && row.endsAfter(now))) {
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
          List<Row> before = read(connection);
          if (before.stream().anyMatch(row -> row.beginsAfter(now))) {
            return Optional.empty();
          }
          boolean first =
              before.stream().noneMatch(row -> !row.withdrawn() && row.signing().signsAt(now));
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

  /**
   * Withdraws a key whose private key others may know: at once it signs no more and is not
   * published any more. A key that has not begun to sign begins now if no other one signs; one
   * whose end was set signs on without an end if it is the newest by then.
   *
   * @param id of the key ({@link SigningKey#id})
   * @param replaced whether a new key is made if no other one is left; it signs at once, although
   *     receivers that keep the published keys for a minute do not know it yet
   */
  public Withdrawal withdraw(String id, Instant now, boolean replaced) {
    return changing(
        connection -> {
          List<Row> published =
              read(connection).stream().filter(row -> row.publishedAt(now)).toList();
          Optional<Row> key = published.stream().filter(row -> row.is(id)).findFirst();
          if (key.isEmpty()) {
            return Withdrawal.UNKNOWN;
          }
          boolean ended = !key.get().endsAfter(now);
          List<Row> left =
              published.stream().filter(row -> !row.is(id) && row.endsAfter(now)).toList();
          if (!ended && left.isEmpty() && !replaced) {
            return Withdrawal.LAST;
          }
          Instant until = ended ? key.get().signing().until() : now;
          Sql.update(connection, WITHDRAW, micros(until), key.get().number());
          if (!ended && left.isEmpty()) {
            insert(connection, SigningKey.random(now));
          } else if (!ended) {
            signOn(connection, left, now);
          }
          return Withdrawal.DONE;
        });
  }

  /** The newest of the keys that are left signs without an end; at least one signs now. */
  private static void signOn(Connection connection, List<Row> left, Instant now)
      throws SQLException {
    Row newest = left.getFirst();
    boolean nothingSigns = left.stream().noneMatch(row -> row.signing().signsAt(now));
    Instant from = nothingSigns ? now : newest.signing().from();
    Sql.update(connection, SIGN_ON, micros(from), micros(SigningKey.ENDLESS), newest.number());
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
  private List<Row> read(Connection connection) throws SQLException {
    List<Row> rows = new ArrayList<>();
    for (Optional<Row> row : Sql.list(connection, SELECT, this::readable)) {
      row.ifPresent(rows::add);
    }
    return List.copyOf(rows);
  }

  private Optional<Row> readable(ResultSet row) throws SQLException {
    try {
      SigningKey key =
          new SigningKey(
              Base64.getDecoder().decode(row.getString("public_key")),
              Base64.getDecoder().decode(cipher.decrypt(row.getBytes("private_key"))),
              instant(row.getLong("signs_from")),
              instant(row.getLong("signs_until")));
      return Optional.of(new Row(row.getLong("key"), key, row.getInt("withdrawn") == 1));
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

  /** What came of withdrawing a key. */
  public enum Withdrawal {
    /** It signs no more, and is not published any more. */
    DONE,
    /** No published key has this id. */
    UNKNOWN,
    /** Without it none would sign, and no new one was asked for. */
    LAST
  }

  /**
   * A key as it is kept.
   *
   * @param number greater than those of the keys made before
   */
  private record Row(long number, SigningKey signing, boolean withdrawn) {

    boolean is(String id) {
      return signing.id().equals(id);
    }

    boolean publishedAt(Instant now) {
      return !withdrawn && now.isBefore(signing.until().plus(PUBLISHED_AFTER));
    }

    boolean endsAfter(Instant now) {
      return signing.until().isAfter(now);
    }

    boolean beginsAfter(Instant now) {
      return !withdrawn && signing.from().isAfter(now);
    }
  }

  /** What was read, and when. */
  private record Known(List<Row> keys, long atNanos) {

    boolean fresh() {
      return System.nanoTime() - atNanos < KNOWN_FOR.toNanos();
    }
  }
}

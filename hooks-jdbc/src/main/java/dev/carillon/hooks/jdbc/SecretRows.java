package dev.carillon.hooks.jdbc;

import dev.carillon.hooks.secret.AesSecretCipher;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Everything in the database that is encrypted, to be encrypted anew with another key: the rows of
 * webhooks, of their revisions and of signing keys, a few at a time, each batch in a transaction of
 * its own.
 */
public final class SecretRows {

  private static final String REVISIONS = "{webhook_revisions}";
  private static final String SIGNING_KEYS = "{signing_keys}";

  private static final List<Encrypted> TABLES =
      List.of(
          new Encrypted(
              "{webhooks}",
              List.of("secret", "headers", "old_secret", "client_key", "login_secret")),
          new Encrypted(REVISIONS, List.of("secret", "headers", "old_secret")),
          new Encrypted(SIGNING_KEYS, List.of("private_key")));

  private static final int PAGE_ROWS = 50;

  private final Database database;
  private final AesSecretCipher cipher;
  private final List<Encrypted> tables;
  private final String lock;

  /** The encrypted rows of this database. */
  public SecretRows(Database database, AesSecretCipher cipher) {
    this(database, cipher, Map.of());
  }

  /**
   * The same, and those of the embedding program.
   *
   * @param more tables of its own that have a number {@code key}, and their encrypted columns; a
   *     row that no key can read stays as it is
   */
  public SecretRows(Database database, AesSecretCipher cipher, Map<String, List<String>> more) {
    this.database = database;
    this.cipher = cipher;
    this.tables = new ArrayList<>(TABLES);
    more.forEach((table, columns) -> tables.add(new Encrypted(table, columns)));
    this.lock = database.dialect().forUpdate();
  }

  /**
   * How many rows need which key; keys that none needs are not named.
   *
   * @throws dev.carillon.hooks.delivery.HooksException if the database failed
   */
  public Map<String, Integer> use() {
    Map<String, Integer> use = new TreeMap<>();
    for (Encrypted table : tables) {
      eachPage(
          table,
          page -> {
            for (Row row : page) {
              row.keyIds().stream().distinct().forEach(id -> use.merge(id, 1, Integer::sum));
            }
          });
    }
    return use;
  }

  /**
   * Encrypts all rows anew that need another key than the current one. What changes them meanwhile
   * is not undone: each row is read again, locked, in the transaction that writes it.
   *
   * @return how many rows were written
   * @throws dev.carillon.hooks.delivery.HooksException if the database failed; the rest is done by
   *     another call
   */
  public int rewrite() {
    String current = cipher.keyId();
    int[] rewritten = {0};
    for (Encrypted table : tables) {
      eachPage(
          table,
          page -> {
            List<Long> stale =
                page.stream().filter(row -> !row.needsOnly(current)).map(Row::key).toList();
            if (!stale.isEmpty()) {
              rewritten[0] +=
                  database.<Integer>write(connection -> rewrite(connection, table, stale));
            }
          });
    }
    return rewritten[0];
  }

  private int rewrite(Connection connection, Encrypted table, List<Long> keys) throws SQLException {
    int rewritten = 0;
    for (long key : keys) {
      for (Row row : Sql.list(connection, table.one() + lock, row -> Row.of(row, table), key)) {
        if (!table.engine() && !readable(row)) {
          continue; // the embedding program says so where it reads it
        }
        if (table.dispensable() && !readable(row)) {
          // of a key that was lost: no key can read it any more
          Sql.update(connection, "delete from " + table.table() + " where key = ?", key);
          continue;
        }
        rewritten +=
            Sql.run(
                connection,
                table.update(),
                statement -> {
                  int columns = table.columns().size();
                  for (int i = 0; i < columns; i++) {
                    statement.setBytes(i + 1, anew(row.encrypted().get(i)));
                  }
                  statement.setLong(columns + 1, key);
                  return statement.executeUpdate();
                });
      }
    }
    return rewritten;
  }

  private boolean readable(Row row) {
    try {
      row.encrypted().forEach(this::anew);
      return true;
    } catch (IllegalStateException lost) {
      return false;
    }
  }

  private byte @Nullable [] anew(byte @Nullable [] encrypted) {
    return encrypted == null || encrypted.length == 0
        ? encrypted
        : cipher.encrypt(cipher.decrypt(encrypted));
  }

  private void eachPage(Encrypted table, Consumer<List<Row>> work) {
    long after = -1;
    List<Row> page;
    do {
      long from = after;
      page =
          database.read(c -> Sql.list(c, table.page(), row -> Row.of(row, table), from, PAGE_ROWS));
      work.accept(page);
      after = page.isEmpty() ? after : page.getLast().key();
    } while (page.size() == PAGE_ROWS);
  }

  /** A table with a key, and all of its encrypted columns. */
  private record Encrypted(String table, List<String> columns) {

    /** Whether it is one of the engine's own. */
    boolean engine() {
      return table.startsWith("{");
    }

    /** Whether all goes on without a row: the log knows less, or another key signs. */
    boolean dispensable() {
      return table.equals(REVISIONS) || table.equals(SIGNING_KEYS);
    }

    String page() {
      return select() + "where key > ? order by key limit ?";
    }

    String one() {
      return select() + "where key = ?";
    }

    String update() {
      return "update " + table + " set " + String.join(" = ?, ", columns) + " = ? where key = ?";
    }

    private String select() {
      return "select key, " + String.join(", ", columns) + " from " + table + " ";
    }
  }

  /** What is encrypted of one row, in the order of the columns; a removed webhook has no bytes. */
  private record Row(long key, List<byte @Nullable []> encrypted) {

    static Row of(ResultSet row, Encrypted table) throws SQLException {
      List<byte @Nullable []> encrypted = new ArrayList<>();
      for (String column : table.columns()) {
        encrypted.add(row.getBytes(column));
      }
      return new Row(row.getLong("key"), encrypted);
    }

    List<String> keyIds() {
      return encrypted.stream()
          .filter(bytes -> bytes != null && bytes.length > 0)
          .map(AesSecretCipher::keyIdOf)
          .toList();
    }

    boolean needsOnly(String id) {
      return keyIds().stream().allMatch(id::equals);
    }
  }
}

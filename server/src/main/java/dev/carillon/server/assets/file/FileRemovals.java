package dev.carillon.server.assets.file;

import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which files are being removed, or were lately, by the SHA-256 of their content: so that no upload
 * of the same content takes a file for granted that another node is just removing.
 *
 * <p>A removal is stored before the age of its files is looked at, and stays stored for a day. An
 * upload asks before it puts or renews its file, and again afterwards. If there was no other
 * removal in between, each removal that begins later finds a young file. Otherwise the upload
 * fails, and can be repeated.
 *
 * <p>A removal of which it is not known whether it worked, as when the store does not respond, may
 * still happen: until a store refuses a request that is so old, its content cannot be taken in.
 */
public interface FileRemovals {

  /** Stores accept no request that was signed 15 minutes ago. */
  Duration MAY_HAPPEN_WITHIN = Duration.ofMinutes(20);

  /** How long removals are kept: older ones concern no upload that is under way. */
  Duration KEPT = Duration.ofDays(1);

  /** Where one process alone uses a folder, whose own lock is enough. */
  FileRemovals OF_ONE_PROCESS =
      new FileRemovals() {
        @Override
        public Optional<Removal> last(String sha256) {
          return Optional.empty();
        }

        @Override
        public Set<String> begin(Collection<String> contents) {
          return new LinkedHashSet<>(contents);
        }

        @Override
        public void end(Collection<String> contents) {
          // nothing was stored
        }

        @Override
        public void forgetOld() {
          // nothing was stored
        }
      };

  /** Those of all processes that use a database. */
  static FileRemovals of(Database database) {
    return new Stored(database);
  }

  /** The last removal of a content that began. */
  Optional<Removal> last(String sha256);

  /**
   * Begins to remove these.
   *
   * @return those that may be removed now: no other removal of them is under way
   */
  Set<String> begin(Collection<String> contents);

  /** Ends the removal of these: those removed are gone, and no more will be. */
  void end(Collection<String> contents);

  /** Forgets removals that matter to no upload. */
  void forgetOld();

  /**
   * A removal.
   *
   * @param begun differs from that of each other removal of the same content
   * @param underWay whether it may still happen
   */
  record Removal(long begun, boolean underWay) {}

  /** Removals in the table {@code file_removals}, whose times are the database's. */
  record Stored(Database database) implements FileRemovals {

    private static final String END = "update file_removals set ended = 1 where sha256 = ?";

    @Override
    public Optional<Removal> last(String sha256) {
      return database.read(
          connection ->
              Sql.first(
                  connection,
                  """
                  select begun_at, case when ended = 0 and begun_at > %s - ? then 1 else 0 end
                  from file_removals where sha256 = ?
                  """
                      .formatted(now()),
                  row -> new Removal(row.getLong(1), row.getInt(2) == 1),
                  MAY_HAPPEN_WITHIN.toMillis(),
                  sha256));
    }

    @Override
    public Set<String> begin(Collection<String> contents) {
      return database.write(connection -> begun(connection, contents));
    }

    private Set<String> begun(Connection connection, Collection<String> contents)
        throws SQLException {
      String begin =
          """
          insert into file_removals (sha256, begun_at, ended) values (?, %1$s, 0)
          on conflict (sha256) do update set ended = 0,
            begun_at = case when file_removals.begun_at < excluded.begun_at
              then excluded.begun_at else file_removals.begun_at + 1 end
          where file_removals.ended = 1 or file_removals.begun_at <= excluded.begun_at - ?
          """
              .formatted(now());
      Set<String> begun = new LinkedHashSet<>();
      // in one order everywhere, so that two that begin cannot wait for each other
      for (String sha256 : contents.stream().distinct().sorted().toList()) {
        int stored = Sql.update(connection, begin, sha256, MAY_HAPPEN_WITHIN.toMillis());
        if (stored == 1) {
          begun.add(sha256);
        }
      }
      return begun;
    }

    @Override
    public void end(Collection<String> contents) {
      database.write(
          connection ->
              Sql.batch(
                  connection,
                  END,
                  contents.stream().sorted().toList(),
                  (statement, sha256) -> Sql.set(statement, sha256)));
    }

    @Override
    public void forgetOld() {
      database.write(
          connection ->
              Sql.update(
                  connection,
                  "delete from file_removals where begun_at < %s - ?".formatted(now()),
                  KEPT.toMillis()));
    }

    /** Milliseconds since 1970. */
    private String now() {
      return database.dialect().shared()
          ? "(extract(epoch from clock_timestamp()) * 1000)::bigint"
          : "cast(unixepoch('subsec') * 1000 as integer)";
    }
  }
}

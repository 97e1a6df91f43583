package dev.carillon.server.platform.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.carillon.hooks.delivery.EngineClock;
import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.hooks.jdbc.Embedder;
import dev.carillon.hooks.jdbc.Store;
import dev.carillon.hooks.jdbc.postgresql.Node;
import dev.carillon.hooks.jdbc.postgresql.PostgresDatabase;
import dev.carillon.hooks.jdbc.postgresql.PostgresStore;
import dev.carillon.hooks.jdbc.sqlite.SqliteDatabase;
import dev.carillon.hooks.jdbc.sqlite.SqliteStore;
import dev.carillon.server.platform.config.StoreConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * The database, opened and brought up to date.
 *
 * @param database for reading and writing
 * @param store the core's ports on it
 * @param clock the engine's, which the store uses too
 * @param pool closes what is below the database
 */
public record OpenStore(Database database, Store store, InstantSource clock, AutoCloseable pool) {

  private static final int READERS = 8;

  /** Callers must hear within a second that the database is away. */
  private static final int CONNECTION_MILLIS = 900;

  /** A slow database takes its time for a new connection; nobody waits for that one. */
  private static final String LOGIN_SECONDS = "10";

  /** Longer than any statement takes: then the network has swallowed it. */
  private static final String ANSWER_SECONDS = "30";

  /** Another program's lock holds up one change, and with it all others. */
  private static final String LOCK_TIMEOUT = "set lock_timeout = '3s'";

  /**
   * Opens it.
   *
   * @param timing wraps the database
   * @param fit refuses a database that is not to be used, before anything of it is taken over
   */
  public static OpenStore open(
      StoreConfig config, Embedder embedder, UnaryOperator<Database> timing, Consumer<Database> fit)
      throws IOException {
    return switch (config) {
      case StoreConfig.Embedded embedded -> sqlite(embedded, embedder, timing, fit);
      case StoreConfig.Postgres postgres -> postgres(postgres, embedder, timing, fit);
    };
  }

  private static OpenStore sqlite(
      StoreConfig.Embedded config,
      Embedder embedder,
      UnaryOperator<Database> timing,
      Consumer<Database> fit)
      throws IOException {
    Files.createDirectories(config.file().toAbsolutePath().getParent());
    // opened first: its lock keeps a second process from migrating the same file
    Database database = timing.apply(SqliteDatabase.open(config.file()));
    try {
      Migrations migrations = new Migrations("sqlite");
      if (!database.read(migrations::done)) {
        migrations.run(
            Flyway.configure().dataSource("jdbc:sqlite:" + config.file(), "", ""),
            config.file().toString());
      }
      fit.accept(database);
      InstantSource clock = EngineClock.startingAt(Instant.now());
      return new OpenStore(database, SqliteStore.open(database, embedder, clock), clock, () -> {});
    } catch (RuntimeException failed) {
      database.close();
      throw failed;
    }
  }

  private static OpenStore postgres(
      StoreConfig.Postgres config,
      Embedder embedder,
      UnaryOperator<Database> timing,
      Consumer<Database> fit) {
    // a migration may take its time, which the pool's statements may not
    try {
      migrate(config);
    } catch (SQLException away) {
      throw unavailable(config, away);
    } catch (FlywayException failed) {
      throw failed.getCause() instanceof SQLException away ? unavailable(config, away) : failed;
    }
    HikariDataSource pool = pool(config);
    try {
      Database database = timing.apply(PostgresDatabase.on(pool));
      fit.accept(database);
      InstantSource clock = EngineClock.startingAt(PostgresStore.timeOf(database));
      return new OpenStore(
          database,
          PostgresStore.open(database, embedder, clock, Node.ofThisProcess()),
          clock,
          pool);
    } catch (RuntimeException failed) {
      pool.close();
      throw failed;
    }
  }

  private static HooksException unavailable(StoreConfig.Postgres config, SQLException away) {
    return new HooksException(
        Code.STORE_UNAVAILABLE,
        "the database " + config.address() + " cannot be used: " + away.getMessage(),
        away);
  }

  /** Over a connection of its own, as Flyway makes one: what it looks at must be the same. */
  private static void migrate(StoreConfig.Postgres config) throws SQLException {
    Migrations migrations = new Migrations("postgresql");
    boolean done;
    try (Connection connection =
        DriverManager.getConnection(config.url(), config.username(), config.password())) {
      done = migrations.done(connection);
    }
    if (!done) {
      migrations.run(
          Flyway.configure().dataSource(config.url(), config.username(), config.password()),
          config.address());
    }
  }

  public void close() {
    database.close();
    try {
      pool.close();
    } catch (Exception failed) {
      System.getLogger(OpenStore.class.getName())
          .log(System.Logger.Level.WARNING, "The connection pool did not close", failed);
    }
  }

  /**
   * Connections to PostgreSQL that are never waited for long: callers rather hear that the database
   * is away or too slow. What the URL says counts more.
   */
  private static HikariDataSource pool(StoreConfig.Postgres config) {
    HikariConfig hikari = new HikariConfig();
    hikari.setJdbcUrl(config.url());
    if (!config.username().isEmpty()) {
      hikari.setUsername(config.username());
      hikari.setPassword(config.password());
    }
    hikari.setMaximumPoolSize(READERS + 1);
    hikari.setPoolName("carillon");
    hikari.setConnectionTimeout(CONNECTION_MILLIS);
    hikari.setConnectionInitSql(LOCK_TIMEOUT);
    hikari.addDataSourceProperty("loginTimeout", LOGIN_SECONDS);
    hikari.addDataSourceProperty("socketTimeout", ANSWER_SECONDS);
    return new HikariDataSource(hikari);
  }

  /**
   * The scripts that make and change the tables. Flyway runs them and keeps their history. To load
   * it and to let it look at everything takes a fifth of a start, so it is asked only where the
   * history is not just what the scripts of this program make it.
   */
  static final class Migrations {

    private static final String HISTORY = "schema_history";
    private static final String SUFFIX = ".sql";
    private static final String ROWS = "select version, checksum, success from " + HISTORY;

    /** Where the scripts of one kind of database are: the core's and the server's. */
    private final List<String> folders;

    Migrations(String dialect) {
      this.folders =
          List.of("dev/carillon/hooks/jdbc/" + dialect, "dev/carillon/server/" + dialect);
    }

    /**
     * Whether nothing is pending, and nothing differs: each script of this program ran, as it is
     * now, and no other did. False wherever that is not certain.
     */
    boolean done(Connection connection) {
      try {
        Optional<Map<String, Integer>> shipped = shipped();
        return shipped.isPresent() && ran(connection).equals(shipped);
      } catch (SQLException | IOException | URISyntaxException unknown) {
        // there is no history yet, or Flyway says what is wrong with it
        return false;
      }
    }

    /**
     * Runs the scripts that have not run yet.
     *
     * @param name of the database, for people
     * @throws HooksException with {@code STORE_UNUSABLE} if other scripts than these made its
     *     tables
     */
    void run(FluentConfiguration flyway, String name) {
      try {
        run(flyway, folders.stream().map(folder -> "classpath:" + folder).toArray(String[]::new));
      } catch (FlywayValidateException otherScripts) {
        throw new HooksException(
            Code.STORE_UNUSABLE,
            ("the tables of the database %s were made by another build of Carillon, and this build"
                 + " cannot use them. Nothing was changed there. Start that build again, or start"
                 + " this one with a new home or an empty database: builds before the first release"
                 + " do not convert each other's tables")
                .formatted(name),
            otherScripts);
      }
    }

    /**
     * Runs the scripts that have not run yet. Those of the core have lower numbers than ours, the
     * new ones too, so that their turn may come after scripts with higher numbers.
     */
    static void run(FluentConfiguration flyway, String... locations) {
      flyway.locations(locations).outOfOrder(true).table(HISTORY).load().migrate();
    }

    private static Optional<Map<String, Integer>> ran(Connection connection) throws SQLException {
      Map<String, Integer> ran = new HashMap<>();
      try (PreparedStatement select = connection.prepareStatement(ROWS);
          ResultSet row = select.executeQuery()) {
        while (row.next()) {
          String version = row.getString("version");
          int checksum = row.getInt("checksum");
          if (version == null || row.wasNull() || !row.getBoolean("success")) {
            return Optional.empty();
          }
          ran.put(version, checksum);
        }
      }
      return Optional.of(ran);
    }

    /** The scripts' checksums by version; empty where one is of a kind that only Flyway knows. */
    private Optional<Map<String, Integer>> shipped() throws IOException, URISyntaxException {
      Map<String, Integer> checksums = new HashMap<>();
      Set<String> seen = new HashSet<>();
      for (String folder : folders) {
        for (String name : names(folder)) {
          int end = name.indexOf("__");
          if (!name.startsWith("V") || end < 0 || !seen.add(name)) {
            return Optional.empty();
          }
          checksums.put(name.substring(1, end), checksum(folder + "/" + name));
        }
      }
      return Optional.of(checksums);
    }

    /** What lies in a folder and is SQL: the classes of a package may lie there too. */
    private static List<String> names(String folder) throws IOException, URISyntaxException {
      List<String> names = new ArrayList<>();
      for (URL url : Collections.list(loader().getResources(folder))) {
        if (url.openConnection() instanceof JarURLConnection inJar) {
          try (JarFile jar = new JarFile(Path.of(inJar.getJarFileURL().toURI()).toFile())) {
            jar.stream()
                .map(JarEntry::getName)
                .filter(name -> name.startsWith(folder + "/") && name.endsWith(SUFFIX))
                .forEach(name -> names.add(name.substring(folder.length() + 1)));
          }
        } else {
          try (DirectoryStream<Path> files =
              Files.newDirectoryStream(Path.of(url.toURI()), "*" + SUFFIX)) {
            files.forEach(file -> names.add(String.valueOf(file.getFileName())));
          }
        }
      }
      return names;
    }

    /** As Flyway computes it: of the lines, without what ends them. */
    private static int checksum(String script) throws IOException {
      URL url = loader().getResource(script);
      if (url == null) {
        throw new IOException(script + " is not there");
      }
      CRC32 crc = new CRC32();
      try (BufferedReader lines =
          new BufferedReader(new InputStreamReader(url.openStream(), StandardCharsets.UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          crc.update(line.getBytes(StandardCharsets.UTF_8));
        }
      }
      return (int) crc.getValue();
    }

    private static ClassLoader loader() {
      return Migrations.class.getClassLoader();
    }
  }
}

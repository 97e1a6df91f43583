package dev.carillon.server.platform.database;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
import dev.carillon.hooks.jdbc.TableNames;
import dev.carillon.server.platform.config.ProductVersion;
import java.io.IOException;
import java.net.URISyntaxException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;

/**
 * The scripts that make and change the tables. Flyway runs them and keeps their history. To load it
 * and to let it look at everything takes a fifth of a start, so it is asked only where the history
 * is not just what the scripts of this program make it.
 *
 * <p>A release announces itself in the database before it runs its scripts. So a server of the
 * release before, which does not know these scripts, finds that it may use the tables, whether it
 * starts before they have run or afterwards.
 */
final class Migrations {

  private static final String HISTORY = "schema_history";
  private static final String ROWS = "select version, checksum, success from " + HISTORY;

  /** Flyway works in the current schema; a name alone is looked for in others, too. */
  private static final String OF_CURRENT_SCHEMA =
      " where tableoid = to_regclass(quote_ident(current_schema()) || '.%s')";

  /** Where the scripts of one kind of database are: the core's and the server's. */
  private final List<String> folders;

  private final ShippedScripts scripts;
  private final SchemaRelease own;
  private final String rows;
  private final String releases;

  Migrations(String dialect) {
    this(dialect, Migrations.class.getClassLoader(), ProductVersion.TEXT);
  }

  /** The scripts of the program of this version, whose classes are loaded so. */
  Migrations(String dialect, ClassLoader loader, String version) {
    this.folders = List.of("dev/carillon/hooks/jdbc/" + dialect, "dev/carillon/server/" + dialect);
    this.scripts = new ShippedScripts(loader, folders);
    this.own = SchemaRelease.own(loader, version);
    boolean schemas = dialect.equals("postgresql");
    this.rows = schemas ? ROWS + OF_CURRENT_SCHEMA.formatted(HISTORY) : ROWS;
    this.releases = schemas ? OF_CURRENT_SCHEMA.formatted(SchemaRelease.TABLE) : "";
  }

  /** Flyway, as it finds the scripts. */
  FluentConfiguration flyway() {
    return Flyway.configure(scripts.loader());
  }

  /** The release of this program. */
  SchemaRelease own() {
    return own;
  }

  /**
   * What the tables are to this program: usable where each of its scripts ran, as it is now, and no
   * other did but those of a newer release that goes with this one.
   *
   * @param connection in no transaction
   * @param name of the database, for people
   */
  TableState state(Connection connection, String name) {
    try {
      Optional<Map<String, Integer>> shipped = scripts.checksums();
      if (shipped.isEmpty()) {
        return new TableState.Behind();
      }
      return TableState.of(
          own, shipped.get(), ran(connection), SchemaRelease.announced(connection, releases), name);
    } catch (SQLException | IOException | URISyntaxException unknown) {
      // there is no history yet, or Flyway says what is wrong with it
      return new TableState.Behind();
    }
  }

  /**
   * Runs the scripts that have not run yet.
   *
   * @param name of the database, for people
   * @throws HooksException with {@code STORE_UNUSABLE} if other scripts than these made its tables
   */
  void run(FluentConfiguration flyway, String name) {
    try {
      announce(flyway);
      run(flyway, folders.stream().map(folder -> "classpath:" + folder).toArray(String[]::new));
      announce(flyway);
    } catch (FlywayValidateException otherScripts) {
      HooksException refused = refused(TableState.anotherBuild(name));
      refused.initCause(otherScripts);
      throw refused;
    } catch (SQLException failed) {
      throw new HooksException(
          Code.STORE_UNAVAILABLE,
          "the database " + name + " cannot be used: " + failed.getMessage(),
          failed);
    }
  }

  /** What is thrown where a database is opened. */
  static HooksException refused(TableState.Refused refused) {
    return new HooksException(
        Code.STORE_UNUSABLE, refused.why() + ". Nothing was changed there. " + refused.remedy());
  }

  /**
   * Runs the scripts that have not run yet. Those of the core have lower numbers than ours, the new
   * ones too, so that their turn may come after scripts with higher numbers.
   */
  static void run(FluentConfiguration flyway, String... locations) {
    flyway
        .locations(locations)
        .placeholders(TableNames.PLAIN.placeholders())
        .outOfOrder(true)
        .table(HISTORY)
        .load()
        .migrate();
  }

  /** Does nothing where there are no tables yet. */
  private void announce(FluentConfiguration flyway) throws SQLException {
    try (Connection connection = flyway.getDataSource().getConnection();
        ResultSet table =
            connection
                .getMetaData()
                .getTables(null, connection.getSchema(), SchemaRelease.TABLE, null)) {
      if (table.next()) {
        own.announce(connection);
      }
    }
  }

  private List<RanScript> ran(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        rows,
        row ->
            new RanScript(
                row.getString("version"), row.getObject("checksum"), row.getBoolean("success")));
  }
}

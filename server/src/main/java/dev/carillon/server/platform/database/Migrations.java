package dev.carillon.server.platform.database;

import dev.carillon.hooks.delivery.HooksException;
import dev.carillon.hooks.delivery.HooksException.Code;
import dev.carillon.hooks.jdbc.Sql;
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
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;

/**
 * The scripts that make and change the tables. Flyway runs them and keeps their history. To load it
 * and to let it look at everything takes a fifth of a start, so it is asked only where the history
 * is not just what the scripts of this program make it.
 */
final class Migrations {

  private static final String HISTORY = "schema_history";
  private static final String SUFFIX = ".sql";
  private static final String ROWS = "select version, checksum, success from " + HISTORY;

  /** Flyway works in the current schema; a name alone is looked for in others, too. */
  private static final String ROWS_OF_CURRENT_SCHEMA =
      ROWS + " where tableoid = to_regclass(quote_ident(current_schema()) || '." + HISTORY + "')";

  /** Where the scripts of one kind of database are: the core's and the server's. */
  private final List<String> folders;

  private final String rows;

  Migrations(String dialect) {
    this.folders = List.of("dev/carillon/hooks/jdbc/" + dialect, "dev/carillon/server/" + dialect);
    this.rows = dialect.equals("postgresql") ? ROWS_OF_CURRENT_SCHEMA : ROWS;
  }

  /**
   * Whether nothing is pending, and nothing differs: each script of this program ran, as it is now,
   * and no other did. False wherever that is not certain.
   */
  boolean done(Connection connection) {
    try {
      Optional<Map<String, Integer>> shipped = shipped();
      List<Ran> ran = ran(connection);
      return shipped.isPresent()
          && ran.size() == shipped.get().size()
          && ran.stream().allMatch(script -> script.isOneOf(shipped.get()));
    } catch (SQLException | IOException | URISyntaxException unknown) {
      // there is no history yet, or Flyway says what is wrong with it
      return false;
    }
  }

  /**
   * Whether scripts ran that this program does not have, or not so. Flyway would refuse them, too.
   */
  boolean ofAnotherBuild(Connection connection) {
    try {
      Optional<Map<String, Integer>> shipped = shipped();
      return shipped.isPresent()
          && ran(connection).stream()
              .anyMatch(script -> script.version() != null && !script.isOneOf(shipped.get()));
    } catch (SQLException | IOException | URISyntaxException unknown) {
      // there is no history: there are no tables
      return false;
    }
  }

  /** What is wrong where another build has made the tables of a database. */
  static String anotherBuild(String name) {
    return "the tables of the database "
        + name
        + " were made by another build of Carillon, and this build cannot use them";
  }

  /**
   * Runs the scripts that have not run yet.
   *
   * @param name of the database, for people
   * @throws HooksException with {@code STORE_UNUSABLE} if other scripts than these made its tables
   */
  void run(FluentConfiguration flyway, String name) {
    try {
      run(flyway, folders.stream().map(folder -> "classpath:" + folder).toArray(String[]::new));
    } catch (FlywayValidateException otherScripts) {
      throw new HooksException(
          Code.STORE_UNUSABLE,
          anotherBuild(name)
              + ". Nothing was changed there. Start that build again, or start this one with a new"
              + " home or an empty database: builds before the first release do not convert each"
              + " other's tables",
          otherScripts);
    }
  }

  /**
   * Runs the scripts that have not run yet. Those of the core have lower numbers than ours, the new
   * ones too, so that their turn may come after scripts with higher numbers.
   */
  static void run(FluentConfiguration flyway, String... locations) {
    flyway.locations(locations).outOfOrder(true).table(HISTORY).load().migrate();
  }

  private List<Ran> ran(Connection connection) throws SQLException {
    return Sql.list(
        connection,
        rows,
        row ->
            new Ran(
                row.getString("version"), row.getObject("checksum"), row.getBoolean("success")));
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

  /**
   * A script that ran.
   *
   * @param version null where Flyway noted something else
   * @param checksum null where it has none
   */
  private record Ran(@Nullable String version, @Nullable Object checksum, boolean success) {

    boolean isOneOf(Map<String, Integer> shipped) {
      return success && version != null && Objects.equals(checksum, shipped.get(version));
    }
  }
}

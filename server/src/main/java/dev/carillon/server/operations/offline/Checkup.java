package dev.carillon.server.operations.offline;

import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.server.assets.search.opensearch.OpenSearchClient;
import dev.carillon.server.assets.search.opensearch.OpenSearchTrouble;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.operations.home.DatabaseCopy;
import dev.carillon.server.operations.home.DatabaseMismatch;
import dev.carillon.server.operations.home.KeyReport;
import dev.carillon.server.operations.home.LastRun;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.FileStoreConfig;
import dev.carillon.server.platform.config.ListenerTransport;
import dev.carillon.server.platform.config.PropertyWarning;
import dev.carillon.server.platform.config.SearchConfig;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.database.TableBuild;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Looks at a home from outside. Changes nothing, whether its server runs or not. */
final class Checkup {

  private static final long FREE_BYTES_MIN = 1L << 30;
  private static final int ANSWER_MILLIS = 5_000;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private static final Pattern PLAIN_PASSWORD =
      Pattern.compile("^\\s*[A-Za-z]*Password\\s*=\\s*(?!enc:)\\S");

  private final ServerConfig config;
  private final Optional<LastRun> last;

  Checkup(ServerConfig config) {
    this.config = config;
    this.last = LastRun.read(config.home());
  }

  List<Finding> all() {
    List<Finding> findings = new ArrayList<>();
    findings.add(folder("home", config.home()));
    if (config.fileStore() instanceof FileStoreConfig.Folder(Path files)) {
      findings.add(folder("files", files));
    }
    if (config.search() instanceof SearchConfig.OpenSearch shared) {
      findings.add(search(shared));
    }
    Finding secrets = secrets();
    findings.add(secretKey(secrets.verdict() == Verdict.OK));
    for (String key : List.of("token.key", "request.key", "audit.key")) {
      Path file = config.home().resolve("config").resolve(key);
      findings.add(Files.notExists(file) ? Finding.warning(key, madeAnew()) : key(file));
    }
    findings.add(nodeProperties());
    findings.add(properties());
    findings.add(database());
    findings.add(secrets);
    findings.add(oneDatabase());
    findings.add(server());
    return findings;
  }

  private static Finding folder(String what, Path folder) {
    if (!Files.isDirectory(folder)) {
      return Finding.warning(what, folder + " does not exist; the first start creates it");
    }
    if (!Files.isWritable(folder)) {
      return Finding.problem(what, folder + " cannot be written by this user");
    }
    try {
      FileStore disk = Files.getFileStore(folder);
      long free = disk.getUsableSpace();
      String space = folder + ", " + (free >> 20) + " MiB free";
      return free < FREE_BYTES_MIN
          ? Finding.warning(what, space + ": less than 1 GiB; free some space")
          : Finding.ok(what, space);
    } catch (IOException failed) {
      return Finding.problem(what, folder + ": " + failed);
    }
  }

  private static Finding search(SearchConfig.OpenSearch shared) {
    try (OpenSearchClient client = new OpenSearchClient(shared)) {
      return Finding.ok(
          "search",
          client.greeting() + ", the names of its indexes begin with '" + shared.index() + "-'");
    } catch (OpenSearchTrouble trouble) {
      return Finding.problem("search", trouble.detail() + ": see docs/search.md");
    }
  }

  /** A key that is not there is made only where nothing needs the one that was. */
  private Finding secretKey(boolean readable) {
    String what = "secret.key";
    return switch (config.secretKeys()) {
      case SecretKeySource.InText text ->
          Finding.ok(what, "not used: the key comes from the variable CARILLON_SECRET_KEY");
      case SecretKeySource.InFile(Path file) when Files.exists(file) -> key(file);
      case SecretKeySource.InFile(Path file) when readable ->
          Finding.warning(what, file + " does not exist; the next start creates it");
      case SecretKeySource.InFile(Path file) ->
          Finding.problem(
              what, file + " does not exist, and no start creates it: see 'secrets' below");
    };
  }

  private String madeAnew() {
    return "does not exist; the next start creates it"
        + (last.isPresent() ? ", and what was signed with the previous key becomes invalid" : "");
  }

  private static Finding key(Path file) {
    String what = file.getFileName().toString();
    try {
      Set<PosixFilePermission> tooMany = ofOthers(file);
      return tooMany.isEmpty()
          ? Finding.ok(what, "readable by its owner only")
          : Finding.problem(what, "other users may use it (" + tooMany + "): chmod 600 " + file);
    } catch (UnsupportedOperationException noSuchThing) {
      return Finding.ok(what, "there");
    } catch (IOException failed) {
      return Finding.problem(what, failed.toString());
    }
  }

  /** What others than its owner may do with a file. */
  private static Set<PosixFilePermission> ofOthers(Path file) throws IOException {
    Set<PosixFilePermission> permissions = EnumSet.copyOf(Files.getPosixFilePermissions(file));
    permissions.removeAll(OWNER_ONLY);
    return permissions;
  }

  private Finding nodeProperties() {
    Path file = config.nodeProperties();
    String what = file.getFileName().toString();
    try {
      String text = Files.notExists(file) ? "" : Files.readString(file);
      boolean plain = text.lines().anyMatch(line -> PLAIN_PASSWORD.matcher(line).find());
      if (!plain) {
        return Finding.ok(what, "no plain-text password");
      }
      Set<PosixFilePermission> tooMany = ofOthers(file);
      return tooMany.isEmpty()
          ? Finding.warning(
              what, "contains a plain-text password; encrypt it with: carillon secrets encrypt")
          : Finding.problem(
              what, "other users may read the password in it (" + tooMany + "): chmod 600 " + file);
    } catch (UnsupportedOperationException noSuchThing) {
      return Finding.warning(
          what, "contains a plain-text password; encrypt it with: carillon secrets encrypt");
    } catch (IOException failed) {
      return Finding.problem(what, failed.toString());
    }
  }

  private Finding properties() {
    Path file = config.clusterProperties();
    String what = "cluster properties";
    if (Files.notExists(file)) {
      return Finding.ok(what, "all have their defaults");
    }
    try {
      List<PropertyWarning> warnings = ClusterProperties.warningsOf(file);
      return warnings.isEmpty()
          ? Finding.ok(what, file.toString())
          : Finding.warning(
              what, String.join("; ", warnings.stream().map(Object::toString).toList()));
    } catch (IOException failed) {
      return Finding.problem(what, failed.toString());
    }
  }

  private Finding database() {
    try {
      return switch (config.store()) {
        case StoreConfig.Embedded(Path file) -> {
          if (Files.notExists(file)) {
            yield Finding.warning("database", file + " does not exist; the first start creates it");
          }
          DatabaseCopy.check(file);
          yield ofThisBuild(file + " is intact");
        }
        case StoreConfig.Postgres postgres -> {
          try (Connection connection = Connections.to(postgres)) {
            String version = connection.getMetaData().getDatabaseProductVersion();
            yield ofThisBuild(postgres.address() + ", PostgreSQL " + version);
          }
        }
      };
    } catch (SQLException failed) {
      return Finding.problem("database", named(failed));
    }
  }

  private Finding ofThisBuild(String fine) throws SQLException {
    try (Connection connection = Connections.to(config.store())) {
      return TableBuild.refusal(connection, config.store())
          .map(
              otherBuild ->
                  Finding.problem(
                      "database",
                      otherBuild
                          + ". Start that build again, or start this one with a new home or an"
                          + " empty database"))
          .orElseGet(() -> Finding.ok("database", fine));
    }
  }

  private String named(SQLException failed) {
    String where =
        switch (config.store()) {
          case StoreConfig.Embedded(Path file) -> file.toString();
          case StoreConfig.Postgres postgres -> postgres.address();
        };
    return where + ": " + failed.getMessage();
  }

  private Finding secrets() {
    String what = "secrets";
    if (config.store() instanceof StoreConfig.Embedded(Path file) && Files.notExists(file)) {
      return Finding.ok(what, "there is no database yet");
    }
    try (Connection connection = Connections.to(config.store())) {
      KeyReport report = KeyReport.inspect(connection, config.secretKeys());
      return report.fits()
          ? Finding.ok(what, "all secrets in the database can be decrypted")
          : Finding.problem(what, report.refusal(config.home()));
    } catch (SQLException | IOException | IllegalArgumentException failed) {
      return Finding.problem(what, "cannot be checked: " + failed.getMessage());
    }
  }

  private Finding oneDatabase() {
    String what = "one database";
    try {
      DatabaseMismatch.refuse(config);
      return Finding.ok(what, "the home uses no other database");
    } catch (IllegalArgumentException two) {
      return Finding.problem(what, String.valueOf(two.getMessage()));
    }
  }

  private Finding server() {
    String bind = config.listen().bind();
    String host = bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
    String ended = ended();
    boolean tls =
        config.outward().transport() instanceof ListenerTransport.Tls
            || last.map(run -> run.address().startsWith("https:")).orElse(false);
    return tls ? listening(host, ended) : answering(host, ended);
  }

  /** What is known of the end of a server that does not run. */
  private String ended() {
    return last.map(
            run ->
                run.process().stoppedAt().isEmpty()
                    ? "it is not running; it did not stop cleanly (process %s, started %s)"
                        .formatted(run.process().pid(), run.process().startedAt())
                    : "it is not running; it was stopped at " + run.process().stoppedAt())
        .orElse("it is not running");
  }

  /** Whether a server responds; the certificate is for another name than this address. */
  private Finding listening(String host, String ended) {
    String where = "https port " + config.listen().port() + " of " + host;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, config.listen().port()), ANSWER_MILLIS);
      return Finding.ok("server", "listens at " + where);
    } catch (IOException none) {
      return Finding.warning("server", "does not listen at " + where + ": " + ended);
    }
  }

  private Finding answering(String host, String ended) {
    String url = "http://" + (host.contains(":") ? "[" + host + "]" : host);
    url += ":" + config.listen().port() + "/alive.txt";
    try {
      var call = (HttpURLConnection) URI.create(url).toURL().openConnection();
      call.setConnectTimeout(ANSWER_MILLIS);
      call.setReadTimeout(ANSWER_MILLIS);
      int status = call.getResponseCode();
      return status == 200
          ? Finding.ok("server", "responds at " + url)
          : Finding.problem(
              "server",
              url + " responds with HTTP " + status + "; is another program at this port?");
    } catch (IOException none) {
      return Finding.warning("server", "does not respond at " + url + ": " + ended);
    }
  }

  /**
   * What one look at a home came to.
   *
   * @param what was looked at
   * @param verdict how it is
   * @param detail in words, with what to do where something is wrong
   */
  record Finding(String what, Verdict verdict, String detail) {

    static Finding ok(String what, String detail) {
      return new Finding(what, Verdict.OK, detail);
    }

    static Finding warning(String what, String detail) {
      return new Finding(what, Verdict.WARNING, detail);
    }

    static Finding problem(String what, String detail) {
      return new Finding(what, Verdict.PROBLEM, detail);
    }

    /** The verdict as it is shown. */
    String word() {
      return verdict.name().toLowerCase(Locale.ROOT);
    }
  }

  /** How something is. */
  enum Verdict {
    OK,
    WARNING,
    PROBLEM
  }
}

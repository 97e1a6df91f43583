package dev.carillon.server.operations.doctor;

import dev.carillon.hooks.secret.SecretKeySource;
import dev.carillon.server.operations.home.Connections;
import dev.carillon.server.operations.home.DatabaseCopy;
import dev.carillon.server.operations.home.DatabaseMismatch;
import dev.carillon.server.operations.home.KeyReport;
import dev.carillon.server.operations.home.LastRun;
import dev.carillon.server.platform.config.ClusterProperties;
import dev.carillon.server.platform.config.PropertyWarning;
import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.platform.config.StoreConfig;
import dev.carillon.server.platform.config.Transport;
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
    this.last = LastRun.in(config.home());
  }

  List<DoctorFinding> all() {
    List<DoctorFinding> findings = new ArrayList<>();
    findings.add(folder("home", config.home()));
    findings.add(folder("files", config.files()));
    DoctorFinding secrets = secrets();
    findings.add(secretKey(secrets.verdict() == DoctorFinding.Verdict.OK));
    for (String key : List.of("token.key", "request.key", "audit.key")) {
      Path file = config.home().resolve("config").resolve(key);
      findings.add(Files.notExists(file) ? DoctorFinding.warning(key, madeAnew()) : key(file));
    }
    findings.add(nodeProperties());
    findings.add(properties());
    findings.add(database());
    findings.add(secrets);
    findings.add(oneDatabase());
    findings.add(server());
    return findings;
  }

  private static DoctorFinding folder(String what, Path folder) {
    if (!Files.isDirectory(folder)) {
      return DoctorFinding.warning(what, folder + " does not exist; the first start creates it");
    }
    if (!Files.isWritable(folder)) {
      return DoctorFinding.problem(what, folder + " cannot be written by this user");
    }
    try {
      FileStore disk = Files.getFileStore(folder);
      long free = disk.getUsableSpace();
      String space = folder + ", " + (free >> 20) + " MiB free";
      return free < FREE_BYTES_MIN
          ? DoctorFinding.warning(what, space + ": less than 1 GiB; free some space")
          : DoctorFinding.ok(what, space);
    } catch (IOException failed) {
      return DoctorFinding.problem(what, folder + ": " + failed);
    }
  }

  /** A key that is not there is made only where nothing needs the one that was. */
  private DoctorFinding secretKey(boolean readable) {
    String what = "secret.key";
    return switch (config.secretKeys()) {
      case SecretKeySource.InText text ->
          DoctorFinding.ok(what, "not used: the key comes from the variable CARILLON_SECRET_KEY");
      case SecretKeySource.InFile(Path file) when Files.exists(file) -> key(file);
      case SecretKeySource.InFile(Path file) when readable ->
          DoctorFinding.warning(what, file + " does not exist; the next start creates it");
      case SecretKeySource.InFile(Path file) ->
          DoctorFinding.problem(
              what, file + " does not exist, and no start creates it: see 'secrets' below");
    };
  }

  private String madeAnew() {
    return "does not exist; the next start creates it"
        + (last.isPresent() ? ", and what was signed with the previous key becomes invalid" : "");
  }

  private static DoctorFinding key(Path file) {
    String what = file.getFileName().toString();
    try {
      Set<PosixFilePermission> tooMany = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      tooMany.removeAll(OWNER_ONLY);
      return tooMany.isEmpty()
          ? DoctorFinding.ok(what, "readable by its owner only")
          : DoctorFinding.problem(what, "other users may use it (" + tooMany + "): chmod 600 " + file);
    } catch (UnsupportedOperationException noSuchThing) {
      return DoctorFinding.ok(what, "there");
    } catch (IOException failed) {
      return DoctorFinding.problem(what, failed.toString());
    }
  }

  private DoctorFinding nodeProperties() {
    Path file = config.nodeProperties();
    String what = file.getFileName().toString();
    try {
      String text = Files.notExists(file) ? "" : Files.readString(file);
      boolean plain = text.lines().anyMatch(line -> PLAIN_PASSWORD.matcher(line).find());
      if (!plain) {
        return DoctorFinding.ok(what, "no plain-text password");
      }
      Set<PosixFilePermission> tooMany = EnumSet.copyOf(Files.getPosixFilePermissions(file));
      tooMany.removeAll(OWNER_ONLY);
      return tooMany.isEmpty()
          ? DoctorFinding.warning(
              what, "contains a plain-text password; encrypt it with: carillon secrets encrypt")
          : DoctorFinding.problem(
              what, "other users may read the password in it (" + tooMany + "): chmod 600 " + file);
    } catch (UnsupportedOperationException noSuchThing) {
      return DoctorFinding.warning(
          what, "contains a plain-text password; encrypt it with: carillon secrets encrypt");
    } catch (IOException failed) {
      return DoctorFinding.problem(what, failed.toString());
    }
  }

  private DoctorFinding properties() {
    Path file = config.clusterProperties();
    String what = "cluster properties";
    if (Files.notExists(file)) {
      return DoctorFinding.ok(what, "all have their defaults");
    }
    try {
      List<PropertyWarning> warnings = ClusterProperties.warningsOf(file);
      return warnings.isEmpty()
          ? DoctorFinding.ok(what, file.toString())
          : DoctorFinding.warning(
              what, String.join("; ", warnings.stream().map(Object::toString).toList()));
    } catch (IOException failed) {
      return DoctorFinding.problem(what, failed.toString());
    }
  }

  private DoctorFinding database() {
    try {
      return switch (config.store()) {
        case StoreConfig.Embedded(Path file) -> {
          if (Files.notExists(file)) {
            yield DoctorFinding.warning("database", file + " does not exist; the first start creates it");
          }
          DatabaseCopy.check(file);
          yield DoctorFinding.ok("database", file + " is intact");
        }
        case StoreConfig.Postgres postgres -> {
          try (Connection connection = Connections.to(postgres)) {
            yield DoctorFinding.ok(
                "database",
                postgres.address()
                    + ", PostgreSQL "
                    + connection.getMetaData().getDatabaseProductVersion());
          }
        }
      };
    } catch (SQLException failed) {
      return DoctorFinding.problem("database", named(failed));
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

  private DoctorFinding secrets() {
    String what = "secrets";
    if (config.store() instanceof StoreConfig.Embedded(Path file) && Files.notExists(file)) {
      return DoctorFinding.ok(what, "there is no database yet");
    }
    try (Connection connection = Connections.to(config.store())) {
      KeyReport report = KeyReport.in(connection, config.secretKeys());
      return report.fits()
          ? DoctorFinding.ok(what, "all secrets in the database can be decrypted")
          : DoctorFinding.problem(what, report.refusal(config.home()));
    } catch (SQLException | IOException | IllegalArgumentException failed) {
      return DoctorFinding.problem(what, "cannot be checked: " + failed.getMessage());
    }
  }

  private DoctorFinding oneDatabase() {
    String what = "one database";
    try {
      DatabaseMismatch.refuse(config);
      return DoctorFinding.ok(what, "the home has no other database");
    } catch (IllegalArgumentException two) {
      return DoctorFinding.problem(what, String.valueOf(two.getMessage()));
    }
  }

  private DoctorFinding server() {
    String bind = config.listen().bind();
    String host = bind.equals("0.0.0.0") || bind.equals("::") ? "127.0.0.1" : bind;
    String ended = ended();
    boolean tls =
        config.outward().transport() instanceof Transport.Tls
            || last.map(run -> run.address().startsWith("https:")).orElse(false);
    return tls ? listening(host, ended) : answering(host, ended);
  }

  /** What is known of the end of a server that does not run. */
  private String ended() {
    return last.map(
            run ->
                run.process().stoppedAt().isEmpty()
                    ? "it is not running; it did not stop cleanly (process "
                        + run.process().pid()
                        + ", started "
                        + run.process().startedAt()
                        + ")"
                    : "it is not running; it was stopped at " + run.process().stoppedAt())
        .orElse("it is not running");
  }

  /** Whether somebody is there; the certificate is for another name than this address. */
  private DoctorFinding listening(String host, String ended) {
    String where = "https port " + config.listen().port() + " of " + host;
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(host, config.listen().port()), ANSWER_MILLIS);
      return DoctorFinding.ok("server", "listens at " + where);
    } catch (IOException none) {
      return DoctorFinding.warning("server", "does not listen at " + where + ": " + ended);
    }
  }

  private DoctorFinding answering(String host, String ended) {
    String url = "http://" + (host.contains(":") ? "[" + host + "]" : host);
    url += ":" + config.listen().port() + "/alive.txt";
    try {
      var call = (HttpURLConnection) URI.create(url).toURL().openConnection();
      call.setConnectTimeout(ANSWER_MILLIS);
      call.setReadTimeout(ANSWER_MILLIS);
      int status = call.getResponseCode();
      return status == 200
          ? DoctorFinding.ok("server", "responds at " + url)
          : DoctorFinding.problem(
              "server",
              url + " responds with HTTP " + status + "; is another program at this port?");
    } catch (IOException none) {
      return DoctorFinding.warning("server", "does not respond at " + url + ": " + ended);
    }
  }
}

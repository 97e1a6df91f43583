package dev.carillon.server.commands;

import dev.carillon.server.Server;
import dev.carillon.server.platform.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A running server with a first user, and a shell that is logged in to it. */
public final class Office implements AutoCloseable {

  public static final String PASSWORD = "ring-every-bell";

  private final Server server;
  private final Carillon shell;

  private Office(Server server, Carillon shell) {
    this.server = server;
    this.shell = shell;
  }

  /** Opens the one that was in this folder before. */
  public static Office again(Path folder) throws IOException {
    Server server =
        Server.start(
            ServerConfig.read(
                Map.of("home", folder.resolve("home").toString(), "port", "0"), Map.of()));
    return new Office(server, new Carillon(folder));
  }

  /** Opens one in this folder; nobody is logged in. */
  public static Office open(Path folder) throws IOException {
    Office office = again(folder);
    Server server = office.server;
    String token = server.setupLink().replaceAll(".*token=", "");
    new dev.carillon.cli.remote.ServerClient(
            server.url(),
            new dev.carillon.cli.remote.Credentials.None(),
            java.time.Duration.ofSeconds(20))
        .form("/services/setup", Map.of("token", token, "username", "admin", "password", PASSWORD));
    return office;
  }

  /** Opens one in this folder, with the first user logged in. */
  public static Office loggedIn(Path folder) throws IOException {
    Office office = open(folder);
    office.logIn();
    return office;
  }

  /** Logs the first user in. */
  public void logIn() {
    shell
        .runWith(
            PASSWORD + "\n",
            "login",
            "--server",
            server.url(),
            "--username",
            "admin",
            "--password-stdin")
        .is(0);
  }

  /** The shell. */
  public Carillon shell() {
    return shell;
  }

  /** Where the server is. */
  public String url() {
    return server.url();
  }

  /** The server's home. */
  public Path home() {
    return server.config().home();
  }

  @Override
  public void close() {
    server.close();
  }
}

package dev.carillon.server.commands;

import dev.carillon.server.testing.TestServer;
import java.nio.file.Path;

/** A started server, and a shell whose user may be logged in to it. */
public final class ServerWithShell extends TestServer {

  private final Carillon shell;

  private ServerWithShell(Path folder) {
    super(folder.resolve("home"));
    shell = new Carillon(folder);
  }

  /** Opens one in this folder, or the one that was there before; nobody is logged in. */
  public static ServerWithShell open(Path folder) {
    return new ServerWithShell(folder);
  }

  /** Opens one in this folder, with the first user logged in. */
  public static ServerWithShell loggedIn(Path folder) {
    ServerWithShell server = open(folder);
    server.logIn();
    return server;
  }

  /** Logs the first user in. */
  public void logIn() {
    shell
        .runWith(
            PASSWORD + "\n", "login", "--server", url(), "--username", "admin", "--password-stdin")
        .is(0);
  }

  /** The shell. */
  public Carillon shell() {
    return shell;
  }
}

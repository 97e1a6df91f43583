package dev.carillon.server.commands;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.carillon.cli.remote.Credentials;
import dev.carillon.cli.remote.ServerClient;
import dev.carillon.hooks.contracts.Certificates;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.hooks.event.Payload;
import dev.carillon.hooks.signature.Signer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code carillon listen}. */
class ListenTest {

  private static final int BREAKS = 20;
  private static final int EVENTS = 3 * BREAKS;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void everyEventComesOnceAndInOrderOverTwentyBreaks() throws Exception {
    try (ServerWithShell server = ServerWithShell.open(folder);
        BreakingProxy proxy = BreakingProxy.to(URI.create(server.url()).getPort());
        ScriptedReceiver program = ScriptedReceiver.answering(204)) {
      Carillon shell =
          server
              .shell()
              .with("CARILLON_SERVER", proxy.url())
              .with("CARILLON_USERNAME", "admin")
              .with("CARILLON_PASSWORD", ServerWithShell.PASSWORD);
      Path output = folder.resolve("listen.log");
      Process listening =
          shell.start(
              output,
              "listen",
              "--forward-to",
              program.url(),
              "--events",
              "asset_create",
              "--count",
              String.valueOf(EVENTS));
      try {
        Written.await(output, "Ready.");
        var client = client(server);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < EVENTS; i++) {
          made.add(create(client, "/listen/" + i + ".txt"));
          if (i % 3 == 1) {
            breakOne(proxy);
          }
        }
        List<String> heard = new ArrayList<>();
        Signer signer = Signer.of(Files.readString(shell.config().resolve("listen.secret")));
        for (int i = 0; i < EVENTS; i++) {
          Received request = program.next(PATIENCE);
          assertThat(request.header("X-Hook-Signature"))
              .contains(signer.hookSignature(Payload.of(request.body())));
          heard.add(request.text());
        }
        assertThat(listening.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(listening.exitValue()).as(Files.readString(output)).isZero();
        assertThat(program.rest()).isEmpty();
        for (int i = 0; i < EVENTS; i++) {
          assertThat(heard.get(i)).contains(made.get(i));
        }
      } finally {
        listening.destroyForcibly();
      }
    }
  }

  @Test
  void aTriggerReachesTheProgramsThatAreListenedFor() throws Exception {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder);
        ScriptedReceiver program = ScriptedReceiver.answering(204)) {
      Carillon shell = server.shell();
      assertThat(shell.run("trigger", "asset_create").is(2).err())
          .contains("no carillon listen --forward-to runs on this machine");
      Path output = folder.resolve("listen.log");
      String[] command = {
        "listen", "--forward-to", program.url(), "--events", "asset_*", "--output", "compact"
      };
      Process listening = shell.start(output, command);
      try {
        Written.await(output, "Ready.");
        assertThat(shell.run("trigger", "asset_create").is(0).out()).contains("204");
        Received request = program.next(PATIENCE);
        assertThat(request.text()).contains("\"type\":\"asset_create\"");
        Signer signer = Signer.of(Files.readString(shell.config().resolve("listen.secret")));
        assertThat(request.header("X-Hook-Signature"))
            .contains(signer.hookSignature(Payload.of(request.body())));
        assertThat(shell.run("trigger", "folder_create").is(2).err())
            .contains("none of the carillon listen", "wants folder_create");
      } finally {
        listening.destroyForcibly();
        listening.waitFor();
      }
      assertThat(shell.run("trigger", "asset_create").is(2).err())
          .as("it was killed, and could remove nothing")
          .contains("no carillon listen --forward-to runs");
      assertThat(program.rest()).isEmpty();
    }
  }

  @Test
  void aNewRunResumesWhereTheLastOneEnded() throws Exception {
    try (ServerWithShell server = ServerWithShell.loggedIn(folder);
        ScriptedReceiver program = ScriptedReceiver.answering(204)) {
      var client = client(server);
      Path output = folder.resolve("listen.log");
      String[] command = {
        "listen",
        "--forward-to",
        program.url(),
        "--events",
        "asset_create",
        "--count",
        "1",
        "--resume"
      };
      Process first = server.shell().start(output, command);
      Written.await(output, "Ready.");
      String one = create(client, "/listen/one.txt");
      assertThat(first.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
      String two = create(client, "/listen/two.txt");

      server.shell().run(command).is(0);

      assertThat(program.next(PATIENCE).text()).contains(one);
      assertThat(program.next(PATIENCE).text()).contains(two);
      assertThat(program.rest()).isEmpty();
    }
  }

  @Test
  void aCertificateThatNobodyVouchesForIsTakenWhenToldSoAndNotOtherwise() throws Exception {
    Certificates certificates = new Certificates(Files.createDirectories(folder.resolve("tls")));
    List<String> heard = new CopyOnWriteArrayList<>();
    HttpsServer program =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    program.setHttpsConfigurator(new HttpsConfigurator(certificates.showing("elsewhere")));
    program.createContext("/", exchange -> hear(exchange, heard));
    program.start();
    try (ServerWithShell server = ServerWithShell.loggedIn(folder)) {
      String url = "https://127.0.0.1:" + program.getAddress().getPort() + "/";
      assertThat(forwardOne(server, url)).contains("certificate");
      assertThat(heard).isEmpty();

      assertThat(forwardOne(server, url, "--skip-verify")).contains("\"status\":204");
      assertThat(heard).singleElement().asString().contains("asset_create");
    } finally {
      program.stop(0);
    }
  }

  private static void hear(HttpExchange exchange, List<String> heard) throws IOException {
    heard.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    exchange.sendResponseHeaders(204, -1);
    exchange.close();
  }

  /** What a listen prints that ends after one event. */
  private String forwardOne(ServerWithShell server, String url, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("listen", "--forward-to", url));
    command.addAll(List.of("--events", "asset_create", "--count", "1", "--output", "json"));
    command.addAll(List.of(more));
    Path output = folder.resolve("one" + more.length + ".log");
    Process listening = server.shell().start(output, command.toArray(String[]::new));
    try {
      Written.await(output, "Ready.");
      create(client(server), "/tls/" + more.length + ".txt");
      assertThat(listening.waitFor(60, TimeUnit.SECONDS)).as(Files.readString(output)).isTrue();
      assertThat(listening.exitValue()).isZero();
      return Files.readString(output);
    } finally {
      listening.destroyForcibly();
    }
  }

  /** Not before there is a connection to break. */
  private static void breakOne(BreakingProxy proxy) throws IOException, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (proxy.breakAll() == 0) {
      assertThat(System.nanoTime()).as("nobody reconnected").isLessThan(end);
      Thread.sleep(10);
    }
  }

  private static ServerClient client(ServerWithShell server) {
    return new ServerClient(
        server.url(),
        new Credentials.Basic("admin", ServerWithShell.PASSWORD),
        Duration.ofSeconds(30));
  }

  private static String create(ServerClient client, String path) {
    return client.form("/services/create", Map.of("assetPath", path)).path("id").asText();
  }

  /** Passes bytes on, both ways, until it is told to break all connections. */
  static final class BreakingProxy implements AutoCloseable {

    private final ServerSocket listener;
    private final int target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    private BreakingProxy(ServerSocket listener, int target) {
      this.listener = listener;
      this.target = target;
    }

    static BreakingProxy to(int port) throws IOException {
      BreakingProxy proxy =
          new BreakingProxy(new ServerSocket(0, 100, InetAddress.ofLiteral("127.0.0.1")), port);
      Thread.ofVirtual().start(proxy::accept);
      return proxy;
    }

    String url() {
      return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Resets every connection that stands; new ones are taken. How many ends that were. */
    int breakAll() throws IOException {
      int broken = 0;
      for (Socket socket : sockets) {
        try {
          socket.setSoLinger(true, 0);
          broken++;
        } catch (SocketException closedMeanwhile) {
          // then there is nothing to break
        }
        socket.close();
      }
      sockets.removeIf(Socket::isClosed);
      return broken;
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listener.accept();
          Socket server = new Socket(InetAddress.ofLiteral("127.0.0.1"), target);
          sockets.add(client);
          sockets.add(server);
          Thread.ofVirtual().start(() -> pass(client, server));
          Thread.ofVirtual().start(() -> pass(server, client));
        }
      } catch (IOException closed) {
        // the test is over
      }
    }

    private static void pass(Socket from, Socket to) {
      try (from;
          to) {
        from.getInputStream().transferTo(to.getOutputStream());
      } catch (IOException broken) {
        // so ends the other direction
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
      breakAll();
    }
  }
}

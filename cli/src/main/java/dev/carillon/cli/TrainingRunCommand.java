package dev.carillon.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * {@code carillon training-run}: the launcher makes the start-up cache of commands from this run.
 * It does what short commands do, against a stub of a server.
 */
@Command(name = "training-run", hidden = true, description = "Prepares quick starts of commands.")
final class TrainingRunCommand implements Callable<Integer> {

  private static final String WEBHOOKS =
      """
      [{"id":"2n-UzMFgate9nAwg8zLXCs","name":"one","health":"healthy","backlog":0,\
      "successRate24h":0.5,"url":"http://localhost/"}]\
      """;

  @Override
  public Integer call() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> answer(socket));
      String url = "http://127.0.0.1:" + socket.getLocalPort();
      run("webhooks", "list", "--server", url);
      run("webhooks", "list", "--json", "--server", url);
      run("deliveries", "--help");
      run("version");
    }
    return 0;
  }

  private static void run(String... arguments) {
    CommandLine line = Main.commandsFor(arguments);
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    int ended = line.setOut(nowhere).setErr(nowhere).execute(arguments);
    if (ended != 0) {
      throw new IllegalStateException(List.of(arguments) + " ended with " + ended);
    }
  }

  private static void answer(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket caller = socket.accept()) {
        var asked = new BufferedReader(new InputStreamReader(caller.getInputStream(), UTF_8));
        while (!String.valueOf(asked.readLine()).isEmpty()) {
          // what is asked for is known
        }
        String head =
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
                + "Content-Length: "
                + WEBHOOKS.length()
                + "\r\n\r\n";
        caller.getOutputStream().write((head + WEBHOOKS).getBytes(UTF_8));
      } catch (IOException ended) {
        // the training run is over, or will say what went wrong
      }
    }
  }
}

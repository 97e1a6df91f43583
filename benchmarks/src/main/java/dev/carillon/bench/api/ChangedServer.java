package dev.carillon.bench.api;

import dev.carillon.bench.duel.Contender;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.receiver.RunningReceiver;
import java.io.IOException;

/** The server of {@code p2} with its client, to be measured by other programs. */
public final class ChangedServer implements AutoCloseable {

  private final RunningReceiver receiver;
  private final Library library;

  private ChangedServer(RunningReceiver receiver, Library library) {
    this.receiver = receiver;
    this.library = library;
  }

  /** Starts the server, and the receiver of its webhooks. */
  public static ChangedServer start(Program.Options options)
      throws IOException, InterruptedException {
    RunningReceiver receiver = RunningReceiver.start(Library.MARKER);
    try {
      return new ChangedServer(
          receiver, Library.open(options, receiver, Changes.CLIENTS, Changes.FAN_OUT));
    } catch (IOException | RuntimeException failed) {
      receiver.close();
      throw failed;
    }
  }

  /** Changes assets through the API. */
  public Contender contender() {
    return new ApiChanges(library, receiver);
  }

  @Override
  public void close() throws IOException {
    library.close();
    receiver.close();
  }
}

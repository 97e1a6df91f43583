package dev.carillon.server.crash;

import dev.carillon.server.crash.Change.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Makes changes through the API and remembers what was answered to each. */
final class Journal {

  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger values = new AtomicInteger();
  private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();

  /** All changes, those of one asset in the order in which they were asked for. */
  List<Change> changes() {
    return List.copyOf(changes);
  }

  /** The statuses with which changes were refused. */
  Set<Integer> refusals() {
    return Set.copyOf(refusals);
  }

  /** How many changes were answered so. */
  long count(Answer answer) {
    return changes.stream().filter(change -> change.answer() == answer).count();
  }

  /** A writer, whose assets nobody else changes. */
  Writer writer() {
    return new Writer();
  }

  /** One client: it makes assets and changes them, one call after the other. */
  final class Writer {

    private static final int UPDATES_FOR_EACH_ASSET = 30;

    private final List<String> assets = new ArrayList<>();
    private int calls;

    /** Goes on until something is not answered, or it is told to stop. */
    void run(Client client) {
      while (!Thread.currentThread().isInterrupted() && step(client) != Answer.UNKNOWN) {
        // the next one
      }
    }

    /** Makes one change. */
    Answer step(Client client) {
      String value = "v%07d".formatted(values.incrementAndGet());
      boolean create = assets.isEmpty() || calls % UPDATES_FOR_EACH_ASSET == 0;
      calls++;
      return create ? create(client, value) : update(client, value);
    }

    private Answer create(Client client, String value) {
      Map<String, String> form = Map.of("assetPath", "/Kills/" + value + ".txt", "status", value);
      Change change =
          ask(client, "create", form, new Change(value, "", Change.CREATE, Answer.UNKNOWN));
      if (change.answer() == Answer.ACCEPTED) {
        assets.add(change.asset());
      }
      return change.answer();
    }

    private Answer update(Client client, String value) {
      String asset = assets.get(calls % assets.size());
      Map<String, String> form = Map.of("id", asset, "status", value);
      return ask(client, "update", form, new Change(value, asset, Change.UPDATE, Answer.UNKNOWN))
          .answer();
    }

    private Change ask(Client client, String call, Map<String, String> form, Change asked) {
      Change told = answered(client, call, form, asked);
      changes.add(told);
      return told;
    }

    private Change answered(Client client, String call, Map<String, String> form, Change asked) {
      try {
        Client.Answer answer = client.post("/services/" + call, form);
        if (!answer.ok()) {
          refusals.add(answer.status());
          return new Change(asked.value(), asked.asset(), asked.type(), Answer.REFUSED);
        }
        String id = answer.accepted().path("id").asText();
        return new Change(asked.value(), id, asked.type(), Answer.ACCEPTED);
      } catch (IOException cut) {
        return asked;
      } catch (InterruptedException stopped) {
        Thread.currentThread().interrupt();
        return asked;
      }
    }
  }
}

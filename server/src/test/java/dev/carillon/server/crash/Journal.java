package dev.carillon.server.crash;

import dev.carillon.server.invariant.Change;
import dev.carillon.server.invariant.Change.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes changes through the API and remembers what was answered to each. */
final class Journal {

  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final int TEXTS_MAX = 500;

  private final Queue<Change> changes = new ConcurrentLinkedQueue<>();
  private final AtomicInteger values = new AtomicInteger();
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicInteger refused = new AtomicInteger();
  private final Set<Integer> refusals = ConcurrentHashMap.newKeySet();
  private final Queue<String> texts = new ConcurrentLinkedQueue<>();
  private final Answer whenUnavailable;

  /**
   * An empty journal.
   *
   * @param whenUnavailable what a change has come to that was answered 503: refused, or unknown
   *     where the disk itself may have kept what it did not confirm
   */
  Journal(Answer whenUnavailable) {
    this.whenUnavailable = whenUnavailable;
  }

  /** All changes, those of one asset in the order in which they were asked for. */
  List<Change> changes() {
    return List.copyOf(changes);
  }

  /** The statuses with which changes were refused. */
  Set<Integer> refusals() {
    return Set.copyOf(refusals);
  }

  /** Some of what was answered. */
  String texts() {
    return String.join("\n", texts);
  }

  int accepted() {
    return accepted.get();
  }

  int refused() {
    return refused.get();
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
      while (!Thread.currentThread().isInterrupted() && step(client).status() > 0) {
        // the next one
      }
    }

    /** Makes one change; status 0 where it was not answered. */
    Client.Answer step(Client client) {
      String value = "v%07d".formatted(values.incrementAndGet());
      boolean create = assets.isEmpty() || calls % UPDATES_FOR_EACH_ASSET == 0;
      calls++;
      return create ? create(client, value) : update(client, value);
    }

    private Client.Answer create(Client client, String value) {
      Map<String, String> form = Map.of("assetPath", "/Kills/" + value + ".txt", "status", value);
      return ask(client, "create", form, Change.asked(value, "", Change.CREATE));
    }

    private Client.Answer update(Client client, String value) {
      String asset = assets.get(calls % assets.size());
      Map<String, String> form = Map.of("id", asset, "status", value);
      return ask(client, "update", form, Change.asked(value, asset, Change.UPDATE));
    }

    private Client.Answer ask(Client client, String call, Map<String, String> form, Change asked) {
      Client.Answer answer;
      try {
        answer = client.post("/services/" + call, form);
      } catch (IOException cut) {
        changes.add(asked);
        return new Client.Answer(0, "");
      }
      if (answer.ok()) {
        accept(answer, asked);
      } else {
        refused.incrementAndGet();
        refusals.add(answer.status());
        changes.add(
            asked.answered(
                answer.status() == 503 ? whenUnavailable : Answer.REFUSED, asked.asset()));
      }
      if (texts.size() < TEXTS_MAX) {
        texts.add(answer.body());
      }
      return answer;
    }

    private void accept(Client.Answer answer, Change asked) {
      Matcher id = ID.matcher(answer.body());
      if (!id.find()) {
        throw new IllegalStateException("an answer without an id: " + answer.body());
      }
      accepted.incrementAndGet();
      changes.add(asked.answered(Answer.ACCEPTED, id.group(1)));
      if (asked.type().equals(Change.CREATE)) {
        assets.add(id.group(1));
      }
    }
  }
}

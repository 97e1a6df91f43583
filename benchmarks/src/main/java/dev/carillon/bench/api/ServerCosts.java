package dev.carillon.bench.api;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.bench.client.BareClient;
import dev.carillon.bench.program.Program;
import dev.carillon.bench.receiver.RunningReceiver;
import dev.carillon.bench.receiver.Tally;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjDoubleConsumer;

/**
 * What features of the server's webhooks cost: changes of metadata through the API, or events of a
 * custom type, with one webhook of a kind at a time, which is registered for its round and removed
 * after it. Counted is the processor time of the server and of the processes below it for each
 * change or event.
 */
public final class ServerCosts {

  /** The plain webhook. */
  private static final String PLAIN = "plain";

  private static final String CONSUMER = "consumer";
  private static final String CUSTOM_EVENTS = "customEvents";
  private static final String ALERT_RULES = "alertRules";
  private static final String CHANGED = "asset_update_metadata";
  private static final String CUSTOM_TYPE = "bench.changed";
  private static final String CLOUD_EVENTS = ",\"format\":\"cloudevents-structured\"";

  /** One of each kind; none of them finds anything in a run. */
  private static final String RULES =
      """
      {"channels":[{"name":"programs","type":"events"}],"rules":[
      {"name":"1","when":"webhookFailing","channels":["programs"]},
      {"name":"2","when":"webhookDisabled","channels":["programs"]},
      {"name":"3","when":"backlogOlderThan","minutes":10080,"channels":["programs"]},
      {"name":"4","when":"consumerBehind","minutes":10080,"channels":["programs"]},
      {"name":"5","when":"certificateEnds","days":1,"channels":["programs"]},
      {"name":"6","when":"diskReserve","channels":["programs"]}]}
      """;

  private static final String ALERTS = "/api/alerts";
  private static final String WEBHOOKS = "/services/admin/webhook";
  private static final String VIEWER = "viewer";
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Program.Options options;

  /** Nothing is measured yet. */
  public ServerCosts(Program.Options options) {
    this.options = options;
  }

  /**
   * Measures all, in turn.
   *
   * @param told what a webhook is and the microseconds for each change, once for each round
   * @throws IOException if not all that was changed arrived once
   */
  public void measure(ObjDoubleConsumer<String> told) throws IOException, InterruptedException {
    Duration length = Duration.ofSeconds(options.brief() ? 2 : 10);
    try (RunningReceiver receiver = RunningReceiver.start(Library.MARKER);
        Library library =
            Library.in(options.work().resolve("features"), options, Changes.CLIENTS)) {
      library.post(
          "/api/users", "{\"username\":\"" + VIEWER + "\",\"password\":\"a password of its own\"}");
      library.put(
          "/api/folder-rights",
          "{\"path\":\"/Bench\",\"user\":\"" + VIEWER + "\",\"permissions\":\"V--------\"}");
      library.post(
          "/api/event-types",
          """
          {"name":"%s","schema":{"type":"object","required":["newValue"],"properties":\
          {"newValue":{"type":"string"}}},"examples":[{"newValue":"x"}]}\
          """
              .formatted(CUSTOM_TYPE));
      Run run = new Run(library, receiver, length);
      for (int round = 0; round <= options.rounds(); round++) {
        for (Map.Entry<String, String> kind : kinds().entrySet()) {
          double micros = run.round(kind.getKey(), kind.getValue());
          // the first one warms up
          if (round > 0) {
            told.accept(kind.getKey(), micros);
          }
        }
      }
    }
  }

  /** What is different from the plain webhook, as members of its JSON. */
  private static Map<String, String> kinds() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put(PLAIN, "");
    kinds.put(
        "template",
        ",\"template\":\"{'type': type, 'newValue': changedMetadata.status.newValue}\"");
    kinds.put("onBehalfOf", ",\"onBehalfOf\":{\"user\":\"" + VIEWER + "\"}");
    kinds.put(
        "filterChange",
        ",\"filterChange\":\"within\",\"foldersAndQuery\":{\"folders\":[\"/Bench\"],\"query\":\"\"}");
    kinds.put(CONSUMER, ",\"delivery\":\"pull\"");
    kinds.put(CUSTOM_EVENTS, "");
    kinds.put(ALERT_RULES, "");
    kinds.put("cloudevents", CLOUD_EVENTS);
    kinds.put("handshakeRate", CLOUD_EVENTS + ",\"handshake\":true");
    return kinds;
  }

  /**
   * Rounds on one server.
   *
   * @param length of a round
   */
  private record Run(Library library, RunningReceiver receiver, Duration length) {

    double round(String name, String members) throws IOException, InterruptedException {
      boolean fetched = name.equals(CONSUMER);
      boolean custom = name.equals(CUSTOM_EVENTS);
      if (name.equals(ALERT_RULES)) {
        library.put(ALERTS, RULES);
      }
      String url = fetched ? "null" : "\"" + receiver.url("/webhook") + "\"";
      String webhook =
          library
              .post(
                  WEBHOOKS,
                  """
                  {"name":"%s","url":%s,"eventTypes":["%s"],\
                  "metadataToReturn":["assetPath","status"],"maxConcurrent":64%s}\
                  """
                      .formatted(name, url, custom ? CUSTOM_TYPE : CHANGED, members))
              .required("id")
              .asText();
      long before = library.server().cpuNanosOfAll();
      Updates updates = ended(custom ? events() : changes());
      if (fetched) {
        fetch(webhook, updates.accepted().size());
      } else {
        arrived(updates);
      }
      long used = library.server().cpuNanosOfAll() - before;
      library.delete(WEBHOOKS + "/" + webhook);
      library.put(ALERTS, "{}");
      return used / 1e3 / updates.accepted().size();
    }

    private Updates changes() {
      List<byte[]> heads =
          library.assets().stream()
              .map(asset -> Updates.head(asset, library.authorization()))
              .toList();
      return new Updates(heads, length.toNanos(), 0);
    }

    private Updates events() {
      return Updates.ofEvents(
          CUSTOM_TYPE, library.assets(), library.authorization(), length.toNanos());
    }

    private Updates ended(Updates updates) throws IOException {
      int connections = library.assets().size();
      try (BareClient client = new BareClient(library.server().address(), connections)) {
        client.run(updates);
        return updates;
      }
    }

    private void arrived(Updates updates) throws IOException, InterruptedException {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (receiver.count() < updates.accepted().size() && System.nanoTime() < deadline) {
        Thread.sleep(1);
      }
      Tally came = receiver.report();
      if (!updates.accepted().compare(came).clean()) {
        throw new IOException("not everything arrived once: " + updates.accepted().compare(came));
      }
    }

    /** Fetches as a program does: a page, and with the next one the acknowledgement of it. */
    private void fetch(String webhook, long expected) throws IOException, InterruptedException {
      long fetched = 0;
      String ack = "";
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (fetched < expected && System.nanoTime() < deadline) {
        JsonNode page =
            library.get(
                "/api/consumers/"
                    + webhook
                    + "/events?max=500&wait=2"
                    + (ack.isEmpty() ? "" : "&ack=" + ack));
        fetched += page.required("events").size();
        ack = page.path("ack").asText("");
      }
      if (fetched != expected) {
        throw new IOException("%,d events were fetched, not %,d".formatted(fetched, expected));
      }
      library.get("/api/consumers/" + webhook + "/events?max=1&wait=0&ack=" + ack);
    }
  }
}

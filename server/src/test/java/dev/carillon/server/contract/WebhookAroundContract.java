package dev.carillon.server.contract;

import static dev.carillon.server.contract.Evidence.OURS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.server.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/** What stands around the webhooks: log, redelivery, tests, journal, catalogue. */
@Title("Webhooks: log, redelivery, tests, journal")
final class WebhookAroundContract extends Part {

  private JsonNode delivered(Subscriber subscriber, int count) {
    Await.until(count + " are delivered", () -> delivered(subscriber).size() == count);
    return delivered(subscriber);
  }

  private JsonNode delivered(Subscriber subscriber) {
    return get("/api/deliveries", "webhook", subscriber.id(), "state", "delivered")
        .is(200)
        .json()
        .path("items");
  }

  @Row(
      call = "`/api/deliveries`",
      holds = "is the log of every delivery and attempt",
      evidence = OURS)
  void log() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      String payload = subscriber.request().text();
      String id = delivered(subscriber, 1).at("/0/id").asText();
      JsonNode delivery = get("/api/deliveries/" + id).is(200).json();
      assertThat(delivery.path("payload").asText()).isEqualTo(payload);
      assertThat(delivery.path("attemptList")).hasSize(1);
      assertThat(delivery.at("/attemptList/0/status").asInt()).isEqualTo(204);
    }
  }

  @Row(
      call = "`/api/deliveries/<id>/redeliveries`",
      holds = "redelivers a delivery, with the same id and body",
      evidence = OURS)
  void resendOne() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      Received first = subscriber.request();
      String id = delivered(subscriber, 1).at("/0/id").asText();
      assertThat(json("POST", "/api/deliveries/" + id + "/redeliveries", "").status())
          .isBetween(200, 202);
      Received again = subscriber.request();
      assertThat(again.text()).isEqualTo(first.text());
      assertThat(again.header("webhook-id")).isEqualTo(first.header("webhook-id"));
    }
  }

  @Row(
      call = "`/api/jobs`",
      holds =
          "redelivers all deliveries that match a filter as a job, with a dry-run count and"
              + " progress",
      evidence = OURS)
  void resendMany() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      plain("b.bin");
      delivered(subscriber, 2);
      subscriber.request();
      subscriber.request();
      String filter =
          "{\"kind\":\"resend\",\"filter\":{\"webhook\":\"" + subscriber.id() + "\"}%s}";
      JsonNode dry = json("POST", "/api/jobs", filter.formatted(",\"dryRun\":true")).is(200).json();
      assertThat(dry.path("count").asInt()).isEqualTo(2);
      JsonNode job = json("POST", "/api/jobs", filter.formatted("")).is(202).json();
      subscriber.request();
      subscriber.request();
      JsonNode shown = get("/api/jobs/" + job.path("id").asText()).is(200).json();
      assertThat(shown.path("queued").asInt()).isEqualTo(2);
    }
  }

  @Row(
      call = "`/api/webhooks/<id>/tests`",
      holds = "sends a test delivery with the example of any event type, or a ping",
      evidence = OURS)
  void tests() {
    try (Subscriber subscriber = subscriber("")) {
      String path = "/api/webhooks/" + subscriber.id() + "/tests";
      for (String type : new String[] {"ping", "asset_create", "folder_remove"}) {
        json("POST", path, "{\"eventType\":\"" + type + "\"}").is(200);
        assertThat(subscriber.request().header("X-Hook-Event")).hasValue(type);
      }
    }
  }

  @Row(
      call = "`/api/inspectors`",
      holds = "is a built-in receiver, for tests without another program",
      evidence = OURS)
  void inspectors() {
    JsonNode inspector = json("POST", "/api/inspectors", "").is(201).json();
    String url = inspector.path("url").asText();
    String body = "{\"name\":\"inspected\",\"url\":\"%s\",\"eventTypes\":[]}".formatted(url);
    String id = json("POST", "/services/admin/webhook", body).is(201).json().path("id").asText();
    json("POST", "/api/webhooks/" + id + "/tests", "{\"eventType\":\"ping\"}").is(200);
    String requests = "/api/inspectors/" + inspector.path("id").asText() + "/requests";
    assertThat(get(requests).is(200).text()).contains("ping");
    json("DELETE", "/services/admin/webhook/" + id, "").is(204);
  }

  @Row(
      call = "`/api/events?after=<cursor>`",
      holds = "is a journal of the same events, to poll",
      evidence = OURS)
  void journal() {
    String id = plain("a.bin");
    JsonNode page = get("/api/events", "asset", id).is(200).json();
    assertThat(page.path("items").toString()).contains("asset_create").contains(id);
    String cursor = page.path("next").asText();
    post("/services/update", "id", id, "title", "t").is(200);
    JsonNode next = get("/api/events", "asset", id, "after", cursor).is(200).json();
    assertThat(next.path("items")).hasSize(1);
    assertThat(next.path("items").toString()).contains("asset_update_metadata");
  }

  @Row(call = "`/api/streams/events`", holds = "is a live stream of events (SSE)", evidence = OURS)
  void liveTail() {
    var request = admin().request("/api/streams/events").build();
    try (InputStream stream = admin().send(request, BodyHandlers.ofInputStream()).body();
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      String id = plain("a.bin");
      String line = lines.readLine();
      while (line != null && !line.contains(id)) {
        line = lines.readLine();
      }
      assertThat(line).contains("asset_create");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Row(
      call = "`/api/event-types`",
      holds = "is the event catalogue with schemas and examples",
      evidence = OURS)
  void catalogue() {
    JsonNode types = get("/api/event-types").is(200).json();
    assertThat(types.findValuesAsText("name")).hasSizeGreaterThanOrEqualTo(16);
    JsonNode type = get("/api/event-types/asset_move").is(200).json();
    assertThat(type.path("firesWhen").isArray()).isTrue();
  }

  @Row(
      call = "`/api/webhooks/<id>/stats`, `health`, `/metrics`",
      holds = "return health, statistics and metrics of webhooks",
      evidence = OURS)
  void health() {
    try (Subscriber subscriber = subscriber("asset_create")) {
      plain("a.bin");
      delivered(subscriber, 1);
      get("/api/webhooks/" + subscriber.id() + "/stats").is(200);
      assertThat(get(subscriber.path()).json().at("/health/status").asText()).isEqualTo("healthy");
      assertThat(get("/metrics").is(200).text()).contains("attempt_duration_seconds_count");
    }
  }
}

package dev.carillon.server.assets.preview.external;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Json;
import dev.carillon.server.platform.http.Params;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@code /services/admin/externalProcessing}: the external engines, for super users. */
record ExternalEnginesApi(
    ExternalEngines engines,
    ExternalProcessor processing,
    ExternalEngineReader reader,
    ExternalEngineSecrets secrets) {

  private static final String ALL = "/services/admin/externalProcessing";
  private static final int JOBS = 50;
  private static final int JOBS_MAX = 200;

  /** Adds the calls. */
  void routes(Routes routes) {
    routes
        .group(ALL, RouteAccess.SUPER_USER)
        .get("", this::list)
        .post("", this::create)
        .get("/{id}", this::get)
        .put("/{id}", this::update)
        .delete("/{id}", this::remove)
        .get("/{id}/jobs", this::jobs);
  }

  private Response list(Call call) {
    return Response.json(engines.all().stream().map(this::json).toList());
  }

  private Response create(Call call) {
    JsonNode body = body(call);
    ExternalEngine made =
        engines.add(empty -> reader.read(body, empty, true), call.caller().username());
    note(made, Map.of(), settings(made));
    return Response.json(json(made.id()).put("secretToken", secrets.token(made.id())));
  }

  private Response get(Call call) {
    return Response.json(json(call.variable("id")));
  }

  private Response update(Call call) {
    JsonNode body = body(call);
    String id = call.variable("id");
    ExternalEngine before = engines.get(id).engine();
    ExternalEngine after = engines.change(id, old -> reader.read(body, old, false));
    note(after, settings(before), settings(after));
    if (!after.enabled()) {
      processing.ended(id);
    }
    return Response.json(json(id).put("secretToken", secrets.token(id)));
  }

  private Response remove(Call call) {
    String id = call.variable("id");
    ExternalEngine before = engines.get(id).engine();
    engines.remove(id);
    note(before, settings(before), Map.of());
    processing.removed(id);
    return Response.empty();
  }

  private Response jobs(Call call) {
    Params params = call.params();
    String text = params.text("state").orElse(ExternalJob.State.FAILED.text());
    ExternalJob.State state =
        Arrays.stream(ExternalJob.State.values())
            .filter(each -> each.text().equals(text.toLowerCase(Locale.ROOT)))
            .findFirst()
            .orElseThrow(
                () ->
                    Problem.badField(
                        "state",
                        text,
                        "one of "
                            + Arrays.stream(ExternalJob.State.values())
                                .map(ExternalJob.State::text)
                                .collect(Collectors.joining(", "))));
    int limit = params.number("limit", JOBS, 1, JOBS_MAX);
    String id = engines.get(call.variable("id")).engine().id();
    return Response.json(
        Map.of(
            "jobs",
            engines.jobs(id, state, limit).stream().map(ExternalEnginesApi::json).toList()));
  }

  private static JsonNode body(Call call) {
    return call.json()
        .filter(JsonNode::isObject)
        .orElseThrow(() -> Problem.badRequest("The body must be a JSON object"));
  }

  private static void note(
      ExternalEngine engine, Map<String, Object> before, Map<String, Object> after) {
    AuditNote.current().about("externalEngine", engine.id(), engine.name()).changed(before, after);
  }

  private ObjectNode json(String id) {
    return json(engines.get(id));
  }

  private ObjectNode json(ExternalEngine.Shown shown) {
    ExternalEngine engine = shown.engine();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", engine.id());
    settings(engine).forEach((name, value) -> json.set(name, Json.tree(value)));
    if (engine.thumbnailUrl().isEmpty()) {
      json.putNull("thumbnailUrl");
    }
    ObjectNode jobs = json.putObject("jobs");
    engines.counts(engine.id()).forEach((state, count) -> jobs.put(state.text(), count));
    ExternalEngine.Results results = shown.results();
    json.put("done", results.done());
    json.put("failed", results.failed());
    json.put("lastError", results.lastError().isEmpty() ? null : results.lastError());
    json.put("lastErrorAt", time(results.lastErrorAt()));
    json.put("lastDoneAt", time(results.lastDoneAt()));
    return json;
  }

  private static Map<String, Object> settings(ExternalEngine engine) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", engine.name());
    settings.put("url", engine.url());
    settings.put("thumbnailUrl", engine.thumbnailUrl());
    settings.put("assetTypes", engine.assetTypes());
    settings.put("enabled", engine.enabled());
    settings.put("returnStorageInfo", engine.returnStorageInfo());
    settings.put("renditions", engine.renditions().stream().map(RenditionName::text).toList());
    return settings;
  }

  private static ObjectNode json(ExternalJob job) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("assetId", job.assetId());
    json.put("state", job.state().text());
    json.put("tries", job.tries());
    json.put("queuedAt", time(job.queuedAt()));
    json.put("until", time(job.until()));
    ArrayNode received = json.putArray("received");
    job.received().stream().map(RenditionName::text).sorted().forEach(received::add);
    json.put("endedAt", time(job.endedAt()));
    json.put("error", job.error().isEmpty() ? null : job.error());
    return json;
  }

  private static @Nullable String time(long millis) {
    return millis == 0 ? null : Instant.ofEpochMilli(millis).toString();
  }
}

package dev.carillon.server.operations.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import dev.carillon.hooks.jdbc.Database;
import dev.carillon.server.platform.http.AuditNote;
import dev.carillon.server.platform.http.Call;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.Response;
import dev.carillon.server.platform.http.RouteAccess;
import dev.carillon.server.platform.http.Routes;
import dev.carillon.server.platform.http.request.JsonField;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code /api/alerts}: what is told to whom, what is wrong now, and how the channels work.
 *
 * @param mail whether there is a mail server
 * @param clock the engine's
 */
record AlertsApi(
    Database database,
    AlertSettingsStore store,
    AlertSettingsReader reader,
    AlertNotifier notifier,
    BooleanSupplier mail,
    InstantSource clock) {

  private static final Map<String, String> FRESH = Map.of("Cache-Control", "no-store");
  private static final int ALERTS_SHOWN = 200;

  /** Adds the calls. */
  void routes(Routes routes) {
    routes
        .group("/api/alerts", RouteAccess.SERVER_ADMIN)
        .get("", this::get)
        .put("", this::set)
        .post("/channels/{name}/test", this::test);
  }

  private Response get(Call call) {
    return shown(store.read().settings());
  }

  private Response set(Call call) {
    JsonNode body = call.json().orElseThrow(() -> Problem.badRequest("A JSON body is required"));
    AlertSettings before = store.read().settings();
    JsonField revision = new JsonField("revision", body.path("revision"));
    if (!revision.none() && body.path("revision").asLong(-1) != before.revision()) {
      throw AlertSettingsStore.changedMeanwhile();
    }
    AlertSettings after = reader.read(body, before);
    database.<Boolean>write(connection -> write(connection, before, after));
    AuditNote.current()
        .about("alerts", "", "")
        .changed(AlertSettingsJson.shown(before), AlertSettingsJson.shown(after));
    return shown(store.read().settings());
  }

  private boolean write(Connection connection, AlertSettings before, AlertSettings after)
      throws SQLException {
    store.write(connection, after);
    Set<String> looking = after.enabled().stream().map(AlertRule::name).collect(Collectors.toSet());
    List<String> gone =
        before.rules().stream()
            .map(AlertRule::name)
            .filter(name -> !looking.contains(name))
            .toList();
    List<String> changed =
        after.rules().stream()
            .filter(rule -> before.rule(rule.name()).filter(rule::equals).isEmpty())
            .map(AlertRule::name)
            .toList();
    AlertRows.forget(connection, gone, changed);
    ChannelRows.keep(
        connection, after.channels().stream().map(AlertChannel::name).collect(Collectors.toSet()));
    for (AlertChannel channel : after.channels()) {
      if (before.channel(channel.name()).filter(channel::equals).isEmpty()) {
        ChannelRows.retry(connection, channel.name());
      }
    }
    return true;
  }

  private Response test(Call call) {
    String name = call.variable("name");
    AlertChannel channel =
        store
            .read()
            .settings()
            .channel(name)
            .orElseThrow(() -> Problem.notFound("alert channel", name));
    if (channel.type() == AlertChannel.Type.EVENTS) {
      throw Problem.badField(
          "name",
          name,
          "a channel that gets messages. This one is of type events: test the webhooks that"
              + " subscribe to alert.began, such as by 'carillon webhooks test <webhook> --event"
              + " alert.began'");
    }
    AuditNote.current().about("alerts", name, name);
    String error = notifier.test(channel);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("sent", error.isEmpty());
    json.put("error", error);
    return new Response.Json(200, json, FRESH);
  }

  private Response shown(AlertSettings settings) {
    Map<String, Object> json = AlertSettingsJson.shown(settings);
    json.put("state", database.read(connection -> state(connection, settings)));
    return new Response.Json(200, json, FRESH);
  }

  private Map<String, Object> state(Connection connection, AlertSettings settings)
      throws SQLException {
    Map<String, ChannelRows.State> states = ChannelRows.all(connection);
    List<Map<String, @Nullable Object>> channels = new ArrayList<>();
    for (AlertChannel channel : settings.channels()) {
      ChannelRows.State state = states.get(channel.name());
      if (state != null) {
        List<String> rules = settings.rulesOf(channel);
        channels.add(channel(state, AlertRows.pendingCount(connection, channel.name(), rules)));
      }
    }
    List<Map<String, @Nullable Object>> alerts = new ArrayList<>();
    Instant since = clock.instant().minus(AlertWatch.KEPT);
    for (Alert alert : AlertRows.list(connection, since, ALERTS_SHOWN)) {
      alerts.add(alert(alert, ChannelRows.tellings(connection, alert.found())));
    }
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mailConfigured", mail.getAsBoolean());
    json.put("channels", channels);
    json.put("alerts", alerts);
    json.put("more", Math.max(0, AlertRows.count(connection, since) - alerts.size()));
    return json;
  }

  private static Map<String, @Nullable Object> channel(ChannelRows.State state, long waiting) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("name", state.name());
    json.put("waiting", waiting);
    json.put("lastSentAt", time(state.sentAt()));
    json.put("notBefore", time(state.nextAt()));
    json.put("failures", state.failures());
    json.put("error", state.error());
    json.put("errorAt", time(state.errorAt()));
    return json;
  }

  private static Map<String, @Nullable Object> alert(
      Alert alert, List<ChannelRows.Telling> tellings) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    Finding found = alert.found();
    json.put("rule", found.rule());
    json.put("subject", found.subject());
    json.put("name", found.name());
    json.put("detail", found.detail());
    json.put("active", alert.active());
    json.put("beganAt", alert.beganAt().toString());
    json.put("endedAt", alert.endedAt() == null ? null : alert.endedAt().toString());
    json.put("episodes", alert.episodes());
    json.put("notified", tellings.stream().map(AlertsApi::telling).toList());
    return json;
  }

  private static Map<String, Object> telling(ChannelRows.Telling telling) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("channel", telling.channel());
    json.put("what", telling.ended() ? "ended" : "began");
    json.put("at", telling.at().toString());
    return json;
  }

  private static @Nullable String time(Instant at) {
    return at.equals(Instant.EPOCH) ? null : at.toString();
  }
}

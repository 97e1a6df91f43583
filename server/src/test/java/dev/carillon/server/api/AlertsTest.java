package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.hooks.contracts.Received;
import dev.carillon.hooks.contracts.ScriptedReceiver;
import dev.carillon.server.testing.Await;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Alerts by the API: what may be set, what is shown, and that people are told. */
class AlertsTest {

  private static final String PATH = "/api/alerts";
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path home;
  private static SmtpServer smtp;
  private static ScriptedReceiver slack;
  private static ApiServer server;

  @BeforeAll
  static void start() throws IOException {
    smtp = new SmtpServer();
    slack = ScriptedReceiver.answering(200);
    server =
        new ApiServer(
            home,
            TestDatabase.SQLITE,
            Map.of(
                "smtpServer", "127.0.0.1:" + smtp.port(),
                "smtpSecurity", "none",
                "smtpFrom", "dam@example.com"));
  }

  @AfterAll
  static void stop() {
    server.close();
    slack.close();
    smtp.close();
  }

  private static TestClient admin() {
    return server.admin();
  }

  private static String secretUrl() {
    return slack.url() + "/T0/B0/secretpart";
  }

  private static String settings(String rules, String url) {
    return """
    {"digestMinutes": 5, "rules": [%s], "channels": [
      {"name": "mail", "type": "mail", "to": ["ops@example.com"]},
      {"name": "on call", "type": "slack", "url": "%s"}]}\
    """
        .formatted(rules, url);
  }

  private static final String NO_BACKUP =
      "{\"name\": \"No backup\", \"when\": \"backupOlderThan\", \"channels\": [\"mail\", \"on"
          + " call\"]}";

  @Test
  void peopleAreToldOnceAndNotAgainAfterARestart() {
    smtp.forget();
    slack.rest();
    JsonNode set = admin().json("PUT", PATH, settings(NO_BACKUP, secretUrl())).is(200).json();
    assertThat(set.path("rules").path(0).path("hours").asInt()).isEqualTo(48);
    assertThat(set.path("channels").path(1).path("url").asText())
        .isEqualTo("http://127.0.0.1:" + slack.port() + "/…");

    Received posted = slack.next(PATIENCE);
    assertThat(posted.requestLine()).isEqualTo("POST /hook/T0/B0/secretpart HTTP/1.1");
    assertThat(posted.header("Content-Type")).contains("application/json; charset=UTF-8");
    assertThat(posted.text())
        .startsWith("{\"text\":\"Carillon: No backup: Backup\"")
        .contains("/console/alerts\",\"text\":\"Alerts\"");
    Await.until("an e-mail came", () -> smtp.mails.size() == 1);
    assertThat(smtp.mails.getFirst())
        .contains("Subject: Carillon: No backup: Backup", "has not made a backup yet");
    Await.until("it is noted", () -> told().size() == 2);
    JsonNode state = state();
    assertThat(state.path("mailConfigured").asBoolean()).isTrue();
    assertThat(state.path("more").asInt(-1)).isZero();
    assertThat(state.path("alerts").path(0).path("active").asBoolean()).isTrue();
    assertThat(state.path("channels").path(0).path("waiting").asInt()).isZero();
    assertThat(metrics()).contains("alerts_messages_sent_total 2.0");

    server.restart();
    String changed =
        NO_BACKUP + ", " + NO_BACKUP.replace("No backup", "Later").replace("\"mail\", ", "");
    admin().json("PUT", PATH, settings(changed, secretUrl())).is(200);
    Await.until("it was looked again", () -> state().path("alerts").size() == 2);
    assertThat(smtp.mails).hasSize(1);
    assertThat(slack.rest()).isEmpty();
    Await.until("both are counted", () -> metrics().contains("alerts_active 2.0"));
  }

  @Test
  void aMessageThatAChannelDoesNotTakeIsCounted() {
    try (ScriptedReceiver gone = ScriptedReceiver.answering(410)) {
      String rule = NO_BACKUP.replace("\"mail\", ", "");
      String broken = settings(rule, gone.url()).replace("on call", "broken");
      admin().json("PUT", PATH, broken).is(200);
      Await.until("counted", () -> !metrics().contains("alerts_messages_failed_total 0.0"));
      admin().json("PUT", PATH, settings("", secretUrl())).is(200);
    }
  }

  @Test
  void programsAreToldByWebhooksOnce() throws Exception {
    try (ScriptedReceiver programs = ScriptedReceiver.answering(204)) {
      JsonNode webhook =
          admin()
              .json(
                  "POST",
                  "/services/admin/webhook",
                  """
                  {"name": "programs", "url": "%s", "eventTypes": [],
                   "operationalEvents": ["alert.began", "alert.ended"]}\
                  """
                      .formatted(programs.url()))
              .is(201)
              .json();
      String rule = NO_BACKUP.replace("\"mail\", \"on call\"", "\"programs\"");
      String channel = "{\"name\": \"programs\", \"type\": \"events\"}";
      String settings = "{\"rules\": [%s], \"channels\": [%s]}".formatted(rule, channel);
      JsonNode set = admin().json("PUT", PATH, settings).is(200).json();
      assertThat(set.path("channels")).containsExactly(JSON.readTree(channel));

      JsonNode began = JSON.readTree(programs.next(PATIENCE).body());
      assertThat(began.path("type").asText()).isEqualTo("alert.began");
      assertThat(began.path("rule").asText()).isEqualTo("No backup");
      assertThat(began.path("when").asText()).isEqualTo("backupOlderThan");
      assertThat(began.path("subject").asText()).isEqualTo("backup");
      Await.until("it is noted", () -> told().equals(List.of("programs")));
      JsonNode recorded =
          admin().get("/api/events", "type", "alert.began").is(200).json().path("items");
      assertThat(recorded).hasSize(1);
      String event = recorded.path(0).path("id").asText();
      JsonNode why =
          admin()
              .get("/api/events/" + event + "/explain", "webhook", webhook.path("id").asText())
              .is(200)
              .json();
      assertThat(why.path("verdict").asText()).as(why.toString()).isEqualTo("gets");

      assertThat(admin().unchecked().bare("POST", PATH + "/channels/programs/test").is(400).text())
          .contains("events", "carillon webhooks test");
      server.restart();
      assertThat(programs.rest()).isEmpty();
      admin().json("PUT", PATH, "{}").is(200);
      admin().bare("DELETE", "/services/admin/webhook/" + webhook.path("id").asText()).is(204);
    }
  }

  private static String metrics() {
    return server.admin().get("/metrics").is(200).text();
  }

  private static JsonNode state() {
    return admin().get(PATH).is(200).json().path("state");
  }

  private static List<String> told() {
    List<String> told = new ArrayList<>();
    for (JsonNode each : state().path("alerts").path(0).path("notified")) {
      told.add(each.path("channel").asText());
    }
    return told;
  }

  @Test
  void aUrlIsASecretThatStaysIfItIsGivenAsShown() {
    admin().json("PUT", PATH, settings("", secretUrl())).is(200);
    JsonNode shown = admin().get(PATH).is(200).json();
    assertThat(shown.toString()).doesNotContain("secretpart");
    assertThat(admin().json("PUT", PATH, shown.toString()).is(200).text())
        .doesNotContain("secretpart");
    assertThat(admin().post("/api/secrets/rekey").is(200).text()).doesNotContain("secretpart");
    slack.rest();
    JsonNode test = admin().bare("POST", PATH + "/channels/on%20call/test").is(200).json();
    assertThat(test.toString()).isEqualTo("{\"sent\":true,\"error\":\"\"}");
    assertThat(slack.next(PATIENCE).requestLine()).contains("secretpart");
    assertThat(admin().get("/api/audit", "limit", "50").is(200).text())
        .contains("setAlerts", "testAlertChannel")
        .doesNotContain("secretpart");
  }

  @Test
  void aTestSaysWhatIsWrong() {
    try (ScriptedReceiver gone = ScriptedReceiver.answering(410)) {
      admin().json("PUT", PATH, settings("", gone.url())).is(200);
      JsonNode failed = admin().bare("POST", PATH + "/channels/on%20call/test").is(200).json();
      assertThat(failed.path("sent").asBoolean()).isFalse();
      assertThat(failed.path("error").asText()).isEqualTo("HTTP 410");
      smtp.answer("550 no");
      JsonNode refused = admin().bare("POST", PATH + "/channels/mail/test").is(200).json();
      assertThat(refused.path("error").asText()).contains("mail server");
      smtp.forget();
      admin().bare("POST", PATH + "/channels/nobody/test").is(404);
    }
  }

  @Test
  void whatWasChangedMeanwhileIsNotOverwritten() {
    JsonNode before = admin().get(PATH).is(200).json();
    admin().json("PUT", PATH, before.toString()).is(200);
    TestResponse late = admin().json("PUT", PATH, before.toString()).is(409);
    assertThat(late.text()).contains("changed meanwhile");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"rulez": []} | rulez | did you mean
          {"digestMinutes": 0} | digestMinutes | 1
          {"channels": [{"name": "a", "type": "fax"}]} | type | mail, slack
          {"channels": [{"name": "a", "type": "mail", "to": []}]} | to | at least one
          {"channels": [{"name": "a", "type": "mail", "to": ["nobody"]}]} | to[0] | e-mail address
          {"channels": [{"name": "a", "type": "mail", "url": "http://x"}]} | url | name, to, type
          {"channels": [{"name": "a", "type": "events", "url": "http://x"}]} | channels[0].url | name, type
          {"channels": [{"name": "a", "type": "events"}, {"name": "b", "type": "events"}]} | channels[1].type | a channel of type events already
          {"channels": [{"name": "a", "type": "slack", "url": "ftp://x"}]} | channels[0].url | http
          {"channels": [{"name": "a", "type": "slack", "url": "http://169.254.1.1/x"}]} | channels[0].url | webHooksAllowedNetworks
          {"channels": [{"name": "a", "type": "slack", "url": "https://x.example.com/…"}]} | channels[0].url | whole URL
          {"channels": [{"name": "a", "type": "mail", "to": ["a@b.example"]}, {"name": "a", "type": "mail", "to": ["a@b.example"]}]} | channels[1].name | no other
          {"rules": [{"name": "r", "when": "never", "channels": ["a"]}]} | when | webhookFailing
          {"rules": [{"name": "r", "when": "diskReserve", "channels": []}]} | channels | at least
          {"rules": [{"name": "r", "when": "diskReserve", "channels": ["a"]}]} | rules[0].channels[0] | one of 'channels'
          {"rules": [{"name": "r", "when": "diskReserve", "days": 3, "channels": ["a"]}]} | rules[0].days | channels, enabled, name, when
          {"channels": [{"name": "a", "type": "mail", "to": ["a@b.example"]}], "rules": [{"name": "r", "when": "backlogOlderThan", "minutes": 20000, "channels": ["a"]}]} | minutes | 10080
          {"channels": [{"name": "a", "type": "mail", "to": ["a@b.example"]}], "rules": [{"name": "r", "when": "webhookFailing", "webhooks": ["x"], "channels": ["a"]}]} | rules[0].webhooks[0] | webhooks list
          """)
  void badInputIsRefusedByItsPlaceAndWhatIsAllowed(String body, String place, String allowed) {
    assertThat(admin().unchecked().json("PUT", PATH, body).is(400).text()).contains(place, allowed);
  }
}

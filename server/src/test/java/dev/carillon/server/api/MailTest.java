package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.platform.config.ServerConfig;
import dev.carillon.server.testing.TestClient;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailTest {

  private static final String EMAIL = "/services/notify/email";

  @TempDir private Path home;

  @Test
  void withoutAMailServerNothingIsSentAndThatIsSaid() {
    try (ApiServer server = new ApiServer(home, TestDatabase.SQLITE)) {
      TestResponse refused =
          server.admin().form(EMAIL, "to", "a@example.com", "subject", "s", "body", "b").is(501);

      assertThat(refused.json().path("errorname").asText()).isEqualTo("MailNotConfigured");
      assertThat(refused.text()).contains("smtpServer", "node.properties");
    }
  }

  @Test
  void anEmailGoesOutThroughTheConfiguredServer() throws IOException {
    try (SmtpServer smtp = new SmtpServer();
        ApiServer server = started(smtp)) {
      TestResponse sent =
          server
              .admin()
              .json(
                  "POST",
                  EMAIL,
                  """
                  {"to": ["a@example.com", "b@example.com"], "subject": "Grüße", "body": "Text",
                   "htmlBody": "<b>Text</b>"}""")
              .is(200);

      assertThat(sent.text()).isEqualTo("{}");
      assertThat(smtp.commands)
          .contains("RCPT TO:<a@example.com>", "RCPT TO:<b@example.com>")
          .anyMatch(command -> command.startsWith("MAIL FROM:<dam@example.com>"))
          .anyMatch(command -> command.startsWith("AUTH PLAIN"));
      assertThat(smtp.mails).hasSize(1);
      assertThat(smtp.mails.getFirst())
          .contains("From: dam@example.com", "Subject: =?UTF-8?", "multipart/alternative")
          .contains("<b>Text</b>");
      server
          .admin()
          .form(EMAIL, "to[0]", "c@example.com", "subject", "Plain", "body", "Only text")
          .is(200);
      assertThat(smtp.mails.getLast()).contains("Subject: Plain", "text/plain", "Only text");
    }
  }

  @Test
  void whatCouldForgeHeadersOrIsNoAddressIsRefused() throws IOException {
    try (SmtpServer smtp = new SmtpServer();
        ApiServer server = started(smtp)) {
      TestClient admin = server.admin();
      String bcc = "\r\nBcc: victim@example.com";

      assertThat(
              admin
                  .form(EMAIL, "to", "a@example.com", "subject", "s" + bcc, "body", "b")
                  .is(400)
                  .text())
          .contains("'subject'", "line ends");
      admin.form(EMAIL, "to", "a@example.com" + bcc, "subject", "s", "body", "b").is(400);
      for (String end : new String[] {"\r", "\n", "\0", "\u0085"}) {
        admin.form(EMAIL, "to", "a@x" + end + ".example", "subject", "s", "body", "b").is(400);
        admin.form(EMAIL, "to", "A" + end + "B <a@x.example>", "subject", "s", "body", "b").is(400);
        admin.form(EMAIL, "to", "a@x.example", "subject", "s" + end + "t", "body", "b").is(400);
      }
      admin.form(EMAIL, "to", "all: a@x.example;", "subject", "s", "body", "b").is(400);
      admin.form(EMAIL, "to", "not an address", "subject", "s", "body", "b").is(400);
      admin.form(EMAIL, "subject", "s", "body", "b").is(400);
      admin.form(EMAIL, "to", "a@example.com", "body", "b").is(400);
      admin.form(EMAIL, "to", "a@example.com", "subject", "s").is(400);
      server.anonymous().form(EMAIL, "to", "a@example.com", "subject", "s", "body", "b").is(401);
      assertThat(smtp.mails).isEmpty();
    }
  }

  @Test
  void oneCallWritesToAHundredAddressesAtMost() throws IOException {
    try (SmtpServer smtp = new SmtpServer();
        ApiServer server = started(smtp)) {
      TestClient admin = server.admin();
      assertThat(
              admin.form(EMAIL, "to", addresses(101), "subject", "s", "body", "b").is(400).text())
          .contains("'to'", "100 addresses");
      admin
          .json("POST", EMAIL, mail("\"" + addresses(60) + "\", \"" + addresses(101) + "\""))
          .is(400);
      admin
          .form(
              EMAIL,
              "to[0]",
              addresses(100),
              "to[1]",
              "more@x.example",
              "subject",
              "s",
              "body",
              "b")
          .is(400);
      assertThat(smtp.mails).isEmpty();
      admin.form(EMAIL, "to", addresses(100), "subject", "s", "body", "b").is(200);
      assertThat(smtp.mails).hasSize(1);
    }
  }

  private static String addresses(int count) {
    return IntStream.range(0, count)
        .mapToObj(number -> "a" + number + "@x.example")
        .collect(Collectors.joining(","));
  }

  private static String mail(String addresses) {
    return "{\"to\": [%s], \"subject\": \"s\", \"body\": \"b\"}".formatted(addresses);
  }

  @Test
  void aUserHasSoManyAddressesInAnHourAndTheServerTooAndBothAreToldWhenToComeAgain()
      throws IOException {
    try (SmtpServer smtp = new SmtpServer();
        ApiServer server = started(smtp)) {
      TestClient admin = server.admin();
      limit(admin, "emailsPerHourPerUser", 3);
      limit(admin, "emailsPerHour", 4);
      admin.form(EMAIL, "to", addresses(2), "subject", "s", "body", "b").is(200);
      TestResponse refused =
          admin.form(EMAIL, "to", addresses(2), "subject", "s", "body", "b").is(429);
      assertThat(refused.json().path("errorname").asText()).isEqualTo("TooManyRequests");
      assertThat(refused.text()).contains("Your e-mails", "3 ('emailsPerHourPerUser')", "retry in");
      // a third of an hour for each
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1100, 1200);
      admin.form(EMAIL, "to", "no address", "subject", "s", "body", "b").is(400);
      assertThat(admin.form(EMAIL, "to", addresses(4), "subject", "s", "body", "b").is(400).text())
          .contains("hourly limit: 3 ('emailsPerHourPerUser')");
      admin.form(EMAIL, "to", addresses(1), "subject", "s", "body", "b").is(200);

      TestClient bob = user(server, "bob");
      // what is refused for all is not taken from one
      assertThat(bob.form(EMAIL, "to", addresses(3), "subject", "s", "body", "b").is(429).text())
          .contains("The server's e-mails", "4 ('emailsPerHour')");
      limit(admin, "emailsPerHour", 0);
      bob.form(EMAIL, "to", addresses(3), "subject", "s", "body", "b").is(200);
      bob.form(EMAIL, "to", addresses(1), "subject", "s", "body", "b").is(429);
      limit(admin, "emailsPerHourPerUser", 0);
      bob.form(EMAIL, "to", addresses(50), "subject", "s", "body", "b").is(200);

      assertThat(smtp.mails).hasSize(4);
      assertThat(admin.get("/metrics").is(200).text())
          .contains("emails_sent_total 56.0", "emails_refused_total 3.0");
    }
  }

  private static void limit(TestClient admin, String property, int value) {
    admin.json("PUT", "/api/properties/" + property, "{\"value\": \"" + value + "\"}").is(200);
  }

  private static TestClient user(ApiServer server, String name) {
    String link =
        server
            .admin()
            .json("POST", "/api/users", "{\"username\": \"" + name + "\"}")
            .is(201)
            .json()
            .path("passwordLink")
            .asText();
    String token = link.substring(link.indexOf("token=") + "token=".length());
    server
        .anonymous()
        .form("/services/set-password", "token", token, "password", "bobs-own-bell")
        .is(200);
    return server.anonymous().basic(name, "bobs-own-bell");
  }

  @Test
  void aServerThatIsNotThereIsAClearErrorWithoutThePassword() throws IOException {
    SmtpServer gone = new SmtpServer();
    gone.close();
    try (ApiServer server = started(gone)) {
      limit(server.admin(), "emailsPerHourPerUser", 1);
      limit(server.admin(), "emailsPerHour", 1);
      TestResponse refused =
          server.admin().form(EMAIL, "to", "a@example.com", "subject", "s", "body", "b").is(502);

      assertThat(refused.text()).contains("mail server").doesNotContain("s3cret-word");
      // what was not sent does not count
      server.admin().form(EMAIL, "to", "a@example.com", "subject", "s", "body", "b").is(502);
    }
  }

  @Test
  void thePasswordIsNotShownWithTheSettings() {
    ServerConfig config =
        ServerConfig.read(
            Map.of("home", home.toString()),
            Map.of("CARILLON_SMTP_SERVER", "mail:25", "CARILLON_SMTP_PASSWORD", "s3cret-word"));

    assertThat(config.mail().configured()).isTrue();
    assertThat(config.mail().password()).isEqualTo("s3cret-word");
    assertThat(config.toString()).contains("mail:25").doesNotContain("s3cret-word");
  }

  private ApiServer started(SmtpServer smtp) {
    return new ApiServer(
        home,
        TestDatabase.SQLITE,
        Map.of(
            "smtpServer", "127.0.0.1:" + smtp.port(),
            "smtpSecurity", "none",
            "smtpUsername", "dam",
            "smtpPassword", "s3cret-word",
            "smtpFrom", "dam@example.com"));
  }
}

package dev.carillon.server.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.carillon.server.config.ServerConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailTest {

  private static final String EMAIL = "/services/notify/email";

  @TempDir private Path home;

  @Test
  void withoutAMailServerNothingIsSentAndThatIsSaid() {
    try (Stage stage = new Stage(home, Databases.SQLITE)) {
      Reply refused =
          stage.admin().form(EMAIL, "to", "a@example.com", "subject", "s", "body", "b").is(501);

      assertThat(refused.json().path("errorname").asText()).isEqualTo("MailNotConfigured");
      assertThat(refused.text()).contains("smtpServer", "node.properties");
    }
  }

  @Test
  void anEmailGoesOutThroughTheConfiguredServer() throws IOException {
    try (SmtpServer smtp = new SmtpServer();
        Stage stage = stage(smtp)) {
      Reply sent =
          stage
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
      stage
          .admin()
          .form(EMAIL, "to[0]", "c@example.com", "subject", "Plain", "body", "Only text")
          .is(200);
      assertThat(smtp.mails.getLast()).contains("Subject: Plain", "text/plain", "Only text");
    }
  }

  @Test
  void whatCouldForgeHeadersOrIsNoAddressIsRefused() throws IOException {
    try (SmtpServer smtp = new SmtpServer();
        Stage stage = stage(smtp)) {
      Client admin = stage.admin();
      String bcc = "\r\nBcc: victim@example.com";

      assertThat(
              admin
                  .form(EMAIL, "to", "a@example.com", "subject", "s" + bcc, "body", "b")
                  .is(400)
                  .text())
          .contains("'subject'", "line ends");
      admin.form(EMAIL, "to", "a@example.com" + bcc, "subject", "s", "body", "b").is(400);
      admin.form(EMAIL, "to", "not an address", "subject", "s", "body", "b").is(400);
      admin.form(EMAIL, "subject", "s", "body", "b").is(400);
      admin.form(EMAIL, "to", "a@example.com", "body", "b").is(400);
      admin.form(EMAIL, "to", "a@example.com", "subject", "s").is(400);
      stage.nobody().form(EMAIL, "to", "a@example.com", "subject", "s", "body", "b").is(401);
      assertThat(smtp.mails).isEmpty();
    }
  }

  @Test
  void aServerThatIsNotThereIsAClearErrorWithoutThePassword() throws IOException {
    SmtpServer gone = new SmtpServer();
    gone.close();
    try (Stage stage = stage(gone)) {
      Reply refused =
          stage.admin().form(EMAIL, "to", "a@example.com", "subject", "s", "body", "b").is(502);

      assertThat(refused.text()).contains("mail server").doesNotContain("s3cret-word");
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

  private Stage stage(SmtpServer smtp) {
    return new Stage(
        home,
        Databases.SQLITE,
        Map.of(
            "smtpServer", "127.0.0.1:" + smtp.port(),
            "smtpSecurity", "none",
            "smtpUsername", "dam",
            "smtpPassword", "s3cret-word",
            "smtpFrom", "dam@example.com"));
  }
}

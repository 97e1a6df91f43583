package dev.carillon.server.api;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.carillon.server.testing.TestDatabase;
import dev.carillon.server.testing.TestResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a mail server is told, byte by byte: no character of a request may become a line end or a
 * command there, whatever byte its UTF-16 form ends with (CVE-2025-7962).
 */
class MailBytesTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EMAIL = "/services/notify/email";

  /** U+760D and U+760A: their low bytes are CR and LF. */
  private static final String END = "\u760d\u760a";

  private static final String INJECTED =
      END + "." + END + "MAIL FROM:<boss@example.com>" + END + "RCPT TO:<v@x.example>";

  private static final Pattern SENT = Pattern.compile("emails_sent_total ([0-9.E]+)");

  private static final Pattern SAID =
      Pattern.compile(
          "EHLO \\S+|AUTH \\S+.*|MAIL FROM:<dam@example\\.com>|RCPT TO:<[!-~]+@[!-~]+>|DATA|QUIT");

  @TempDir private static Path home;

  private static SmtpServer smtp;
  private static ApiServer server;

  @BeforeAll
  static void start() throws IOException {
    smtp = new SmtpServer();
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
    smtp.close();
  }

  @BeforeEach
  void begin() {
    smtp.forget();
    limit(0);
  }

  @Test
  void noCharacterBeforeTheAtSignBecomesACommand() throws IOException {
    for (String local : List.of("a" + INJECTED, "a" + END, "\u5b57", "\"a" + END + "\"", "a b")) {
      TestResponse refused = mail(local + "@example.com", "s", "b", "").is(400);
      assertThat(refused.text()).contains("'to'", "printable ASCII before the @");
    }
    assertThat(smtp.bytes.size()).isZero();
  }

  @Test
  void aDomainIsSaidAsIdnaWritesItOrNotAtAll() throws IOException {
    mail("a@b\u00fccher.example", "s", "b", "").is(200);
    mail("a@x" + END + ".example", "s", "b", "").is(200);
    mail("a@x" + END + "rcpt to:<v@x.example>", "s", "b", "").is(400);
    mail("a@-x.example", "s", "b", "").is(400);

    harmless(2);
    assertThat(smtp.commands)
        .contains("RCPT TO:<a@xn--bcher-kva.example>")
        .anyMatch(said -> said.startsWith("RCPT TO:<a@xn--x-"));
  }

  @Test
  void aNameBesideAnAddressIsEncoded() throws IOException {
    mail("Zo\u00eb" + INJECTED.replaceAll("[<>:@.]", "-") + " <zoe@example.com>", "s", "b", "")
        .is(200);
    String hidden = "=?utf-8?q?x=0d=0aBcc=3a_v=40x.example?= <zoe@example.com>";
    mail(hidden, "s", "b", "").is(400);

    harmless(1);
    assertThat(smtp.mails.getFirst()).contains("To: =?UTF-8?", "<zoe@example.com>");
  }

  @Test
  void aSubjectAndATextArriveAsTheyWereWrittenAndInAsciiOnly() throws IOException {
    mail("a@example.com", "s" + INJECTED, "b" + INJECTED, "<b>" + INJECTED + "</b>").is(200);
    mail("a@example.com", "s", "b\r\n.\r\nMAIL FROM:<boss@example.com>\r\n" + END, "").is(200);

    harmless(2);
    assertThat(smtp.mails.getFirst()).contains("Subject: =?UTF-8?");
  }

  /** 256 characters of each low byte that means something to SMTP or to MIME, in every place. */
  @Test
  void noCharacterWithAnyHighByteBreaksALine() throws IOException {
    String all =
        IntStream.range(1, 256)
            .filter(high -> high < 0xd8 || high > 0xdf)
            .boxed()
            .flatMap(
                high -> IntStream.of('\r', '\n', '.', 0, ':').mapToObj(low -> high * 256 + low))
            .map(Character::toString)
            .collect(Collectors.joining());
    for (int at = 0; at < all.length(); at += 250) {
      String some = all.substring(at, Math.min(at + 250, all.length()));
      int status = mail("a@example.com", "s" + some + "e", some, some).status();
      assertThat(status).as(some).isEqualTo(200);
      mail(some + "@example.com", "s", "b", "").is(400);
    }
    harmless(smtp.mails.size());
    assertThat(smtp.mails).hasSizeGreaterThan(4);
  }

  @Test
  void whatWasTriedCountsWhateverTheMailServerSaysInTheEnd() throws IOException {
    limit(2);
    double before = sent();
    smtp.answer("554 not this one");
    mail("a@example.com", "s", "b", "").is(502);
    mail("a@example.com", "s", "b", "").is(502);

    mail("a@example.com", "s", "b", "").is(429);
    assertThat(smtp.mails).hasSize(2);
    assertThat(sent()).isEqualTo(before);
  }

  private static double sent() {
    Matcher sent = SENT.matcher(server.admin().get("/metrics").is(200).text());
    assertThat(sent.find()).isTrue();
    return Double.parseDouble(sent.group(1));
  }

  private static void limit(int addresses) {
    server
        .admin()
        .json("PUT", "/api/properties/emailsPerHourPerUser", "{\"value\": \"" + addresses + "\"}")
        .is(200);
  }

  private TestResponse mail(String to, String subject, String body, String html)
      throws IOException {
    return server
        .admin()
        .json(
            "POST",
            EMAIL,
            JSON.writeValueAsString(
                Map.of("to", to, "subject", subject, "body", body, "htmlBody", html)));
  }

  /** So many mails came, each in a conversation of its own, and nothing else was said. */
  private void harmless(int mails) {
    byte[] bytes = smtp.bytes.toByteArray();
    for (int at = 0; at < bytes.length; at++) {
      assertThat(bytes[at]).as("byte " + at).isBetween((byte) 9, (byte) 126);
      assertThat(bytes[at] == '\r')
          .as("line end at byte " + at + " of " + new String(bytes, ISO_8859_1))
          .isEqualTo(at + 1 < bytes.length && bytes[at + 1] == '\n');
    }
    assertThat(smtp.mails).hasSize(mails);
    assertThat(smtp.commands).allMatch(said -> SAID.matcher(said).matches());
    assertThat(smtp.commands.stream().filter(said -> said.startsWith("MAIL FROM"))).hasSize(mails);
    assertThat(smtp.commands.stream().filter(said -> said.startsWith("RCPT TO"))).hasSize(mails);
  }
}

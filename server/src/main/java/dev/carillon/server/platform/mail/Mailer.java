package dev.carillon.server.platform.mail;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.RFC_1123_DATE_TIME;

import dev.carillon.server.platform.config.MailSettings;
import dev.carillon.server.platform.config.MailSettings.Security;
import dev.carillon.server.platform.http.Problem;
import dev.carillon.server.platform.http.header.EmailAddress;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;

/** Sends e-mails. */
record Mailer(MailSettings settings) {

  private static final System.Logger LOG = System.getLogger(Mailer.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  /**
   * What is sent.
   *
   * @param to the receivers' addresses
   * @param subject one line
   * @param text what is read where HTML is not
   * @param html empty for none
   */
  record Mail(List<String> to, String subject, String text, String html) {
    Mail {
      to = List.copyOf(to);
    }
  }

  /** An e-mail that can be sent. */
  @FunctionalInterface
  interface Prepared {
    /**
     * Connects to the mail server, which gets nothing of the e-mail yet.
     *
     * @throws Problem 502 where it cannot be reached, or does not let us in
     */
    SmtpConnection connect();
  }

  /** A mail server that waits for an e-mail. */
  record SmtpConnection(Transport transport, Message message) implements AutoCloseable {

    /**
     * Sends the e-mail; the mail server has it when this returns.
     *
     * @throws Problem 502 where the mail server does not take it
     */
    void send() {
      try {
        transport.sendMessage(message, message.getAllRecipients());
      } catch (MessagingException refused) {
        throw failed(refused);
      }
    }

    /** How the mail server closes the connection changes nothing. */
    @Override
    public void close() {
      try {
        transport.close();
      } catch (MessagingException gone) {
        LOG.log(
            System.Logger.Level.DEBUG, "A mail server did not close the connection properly", gone);
      }
    }
  }

  /**
   * Prepares one.
   *
   * @throws Problem 501 where no mail server is configured, 400 where an address is none
   */
  Prepared prepare(Mail mail) {
    if (!settings.configured() || settings.from().isEmpty()) {
      throw new Problem(
          501,
          "MailNotConfigured",
          "No mail server is configured: set smtpServer and smtpFrom in node.properties");
    }
    Session session = Session.getInstance(properties());
    try {
      Message message = message(session, mail);
      return () -> connect(session, message);
    } catch (MessagingException unwritable) {
      throw failed(unwritable);
    }
  }

  private SmtpConnection connect(Session session, Message message) {
    try {
      Transport transport = session.getTransport();
      boolean named = !settings.username().isEmpty();
      transport.connect(
          settings.server().host(),
          settings.server().port(),
          named ? settings.username() : null,
          named ? settings.password() : null);
      return new SmtpConnection(transport, message);
    } catch (MessagingException refused) {
      throw failed(refused);
    }
  }

  /** The library's words may repeat what was said in the dialogue: they go to the log alone. */
  private static Problem failed(MessagingException why) {
    LOG.log(System.Logger.Level.WARNING, "An e-mail could not be sent", why);
    return new Problem(
        502, "MailFailed", "The mail server cannot be reached or did not accept the e-mail");
  }

  private Message message(Session session, Mail mail) throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom(address("smtpFrom", settings.from()));
    for (String to : mail.to()) {
      message.addRecipient(Message.RecipientType.TO, address("to", to));
    }
    message.setSubject(mail.subject(), UTF_8.name());
    message.setHeader("Date", RFC_1123_DATE_TIME.format(OffsetDateTime.now(ZoneOffset.UTC)));
    if (mail.html().isEmpty()) {
      message.setText(mail.text(), UTF_8.name());
    } else {
      MimeMultipart both = new MimeMultipart("alternative");
      both.addBodyPart(part(mail.text(), "plain"));
      both.addBodyPart(part(mail.html(), "html"));
      message.setContent(both);
    }
    message.saveChanges();
    return message;
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(text, UTF_8.name(), subtype);
    return part;
  }

  /**
   * The library writes what it is given byte for byte of each character: so everything here is
   * ASCII, a display name in its encoded form.
   */
  private static InternetAddress address(String field, String text) {
    try {
      InternetAddress given = new InternetAddress(text, true);
      if (given.isGroup()) {
        throw new AddressException("a group of addresses");
      }
      InternetAddress address =
          new InternetAddress(
              EmailAddress.of(given.getAddress())
                  .map(EmailAddress::text)
                  .orElseThrow(() -> new AddressException("not in ASCII")),
              true);
      String name = given.getPersonal();
      if (name != null && !name.isEmpty()) {
        if (name.chars().anyMatch(Character::isISOControl)) {
          throw new AddressException("an encoded line end");
        }
        address.setPersonal(name, UTF_8.name());
      }
      return address;
    } catch (AddressException | UnsupportedEncodingException malformed) {
      throw Problem.badField(field, text, EmailAddress.ALLOWED);
    }
  }

  private Properties properties() {
    Properties properties = new Properties();
    String millis = String.valueOf(TIMEOUT.toMillis());
    String protocol = settings.security() == Security.TLS ? "smtps" : "smtp";
    String prefix = "mail." + protocol + ".";
    properties.setProperty("mail.transport.protocol", protocol);
    properties.setProperty(prefix + "connectiontimeout", millis);
    properties.setProperty(prefix + "timeout", millis);
    properties.setProperty(prefix + "writetimeout", millis);
    properties.setProperty(prefix + "auth", String.valueOf(!settings.username().isEmpty()));
    properties.setProperty(prefix + "ssl.checkserveridentity", "true");
    if (settings.security() == Security.STARTTLS) {
      properties.setProperty(prefix + "starttls.enable", "true");
      properties.setProperty(prefix + "starttls.required", "true");
    }
    return properties;
  }
}

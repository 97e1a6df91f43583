package dev.carillon.server.operations.alerts;

import dev.carillon.hooks.delivery.Header;
import dev.carillon.hooks.delivery.Outcome;
import dev.carillon.hooks.delivery.Sender;
import dev.carillon.hooks.delivery.SignedRequest;
import dev.carillon.hooks.event.Payload;
import dev.carillon.server.platform.http.Problem;
import java.time.Duration;
import java.util.List;

/**
 * Sends a message to a channel: by the server's mail server, or by the sender of webhooks, which
 * passes the address guard.
 */
record AlertSender(Mail mail, Sender sender, String userAgent) {

  /** The deadline of one message. */
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  private static final int SUBJECT_MAX = 200;

  /** Sends e-mails. */
  @FunctionalInterface
  interface Mail {

    /**
     * Sends one.
     *
     * @throws Problem where no mail server takes it
     */
    void send(List<String> to, String subject, String text);
  }

  /**
   * Sends it, and waits until that has ended.
   *
   * @return what went wrong, without the channel's URL; empty where it was taken
   */
  String send(AlertChannel channel, AlertMessage message) {
    return switch (channel.type()) {
      case MAIL -> mail(channel, message);
      case SLACK -> post(channel, MessageFormats.slack(message));
      case TEAMS -> post(channel, MessageFormats.teams(message));
      case EVENTS -> throw new IllegalArgumentException("Events are recorded, not sent");
    };
  }

  private String mail(AlertChannel channel, AlertMessage message) {
    String title = message.title().replaceAll("\\p{Cntrl}", " ");
    String subject = title.length() <= SUBJECT_MAX ? title : title.substring(0, SUBJECT_MAX) + "…";
    try {
      mail.send(channel.to(), subject, MessageFormats.mail(message));
      return "";
    } catch (Problem refused) {
      return refused.message();
    }
  }

  private String post(AlertChannel channel, byte[] body) {
    if (channel.url().isEmpty()) {
      return "Its URL cannot be decrypted, since the server's key of secrets is another one: set"
          + " the URL again";
    }
    Outcome outcome =
        sender.send(
            new SignedRequest(
                channel.url(),
                List.of(
                    new Header("Content-Type", "application/json; charset=UTF-8"),
                    new Header("User-Agent", userAgent)),
                Payload.of(body),
                TIMEOUT));
    return outcome.error();
  }
}

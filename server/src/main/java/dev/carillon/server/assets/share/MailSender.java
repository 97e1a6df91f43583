package dev.carillon.server.assets.share;

import java.util.List;

/** Sends e-mails, where a mail server is configured. */
@FunctionalInterface
public interface MailSender {

  /** Sends none. */
  MailSender NONE = (user, to, subject, text) -> {};

  /**
   * Sends one.
   *
   * @param user whom it counts for
   * @throws dev.carillon.server.platform.http.Problem where there are too many, or the mail server
   *     does not take it
   */
  void send(String user, List<String> to, String subject, String text);
}

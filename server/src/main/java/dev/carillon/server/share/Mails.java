package dev.carillon.server.share;

import java.util.List;

/** Sends e-mails, where a mail server is configured. */
@FunctionalInterface
public interface Mails {

  /** Sends none. */
  Mails NONE = (to, subject, text) -> {};

  /**
   * Sends one.
   *
   * @throws dev.carillon.server.http.Problem where the mail server does not take it
   */
  void send(List<String> to, String subject, String text);
}
